// in: the outcome of a campaign → out: the same in words. Never: a verdict of its own.
import type { Outcome } from '../campaign.ts'

const shownMax = 5

export function violationsOf({ violations }: Outcome): number {
  return Object.values(violations).reduce((sum, list) => sum + list.length, 0)
}

export function reportText(outcome: Outcome): string {
  const { operations, acknowledged, unknown, objects, facts, events } = outcome
  const lines = [
    `seed ${outcome.seed}, ${outcome.faultTimes.length} faults in ${outcome.seconds.toFixed(0)} s`,
    `${operations} operations on ${objects} objects: ${acknowledged} acknowledged, ${unknown} open`,
    `${facts} changes in etcd's history, ${events} events and bookmarks heard`,
    `${outcome.expired} watches told that they are late, ${outcome.relists} lists of informers`,
    '',
    'fault                                       times  slowest recovery',
    ...byFault(outcome),
    '',
  ]
  for (const [rule, found] of Object.entries(outcome.violations)) {
    lines.push(`${rule}: ${found.length === 0 ? 'held' : `${found.length} violations`}`)
    lines.push(...found.slice(0, shownMax).map((text) => `  ${text}`))
  }
  return `${lines.join('\n')}\n`
}

function byFault({ faultTimes }: Outcome): string[] {
  const kinds = new Map<string, number[]>()
  for (const { name, recoveryMs } of faultTimes) {
    kinds.set(name, [...(kinds.get(name) ?? []), recoveryMs])
  }
  return [...kinds].map(([name, all]) => {
    const slowest = `${(Math.max(...all) / 1000).toFixed(1)} s`
    return `${name.padEnd(44)}${String(all.length).padStart(5)}${slowest.padStart(18)}`
  })
}
