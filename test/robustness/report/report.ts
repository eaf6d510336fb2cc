// in: the outcome of a campaign → out: the same in words. Never: a verdict of its own.
import type { Outcome } from '../campaign.ts'
import type { RollingOutcome } from '../rolling.ts'
import type { Verdict } from '../validate/everything.ts'

const shownMax = 5

export function violationsOf({ violations }: Verdict): number {
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
  lines.push(...rules(outcome))
  return `${lines.join('\n')}\n`
}

export function rollingText(outcome: RollingOutcome): string {
  const { requests, perSecond, failed, retried, events, facts } = outcome
  const lines = [
    `${requests} requests, ${perSecond.toFixed(0)} a second: ${failed} failed, ${retried} sent again`,
    `${facts} changes, ${events} events and bookmarks heard`,
    `seconds to end: ${outcome.stopSeconds.map((one) => one.toFixed(1)).join(', ')}`,
    ...rules(outcome),
  ]
  return `${lines.join('\n')}\n`
}

function rules({ violations }: Verdict): string[] {
  return Object.entries(violations).flatMap(([rule, found]) => [
    `${rule}: ${found.length === 0 ? 'held' : `${found.length} violations`}`,
    ...found.slice(0, shownMax).map((text) => `  ${text}`),
  ])
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
