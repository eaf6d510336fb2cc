// in: the outcome of a campaign → out: the same in words. Never: a verdict of its own.
import { availableParallelism } from 'node:os'
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
    mixText(outcome),
    `${facts} changes, ${events} events and bookmarks heard on ${outcome.watchesOpened} watches`,
    `processors used: ${processorsText(outcome)}`,
    `seconds to end: ${outcome.stopSeconds.map((one) => one.toFixed(1)).join(', ')}`,
    ...rules(outcome),
  ]
  return `${lines.join('\n')}\n`
}

function mixText({ kinds, p50Ms, p99Ms }: RollingOutcome): string {
  const all = Object.values(kinds).reduce((sum, count) => sum + count, 0)
  const parts = Object.entries(kinds).sort(([, a], [, b]) => b - a)
  const mix = parts.map(([kind, count]) => `${kind} ${((count * 100) / all).toFixed(1)} %`)
  return `${mix.join(', ')}; p50 ${p50Ms.toFixed(0)} ms, p99 ${p99Ms.toFixed(0)} ms`
}

function processorsText({ processors }: RollingOutcome): string {
  const all = Object.values(processors).reduce((sum, part) => sum + part, 0)
  const parts = Object.entries(processors).map(([name, part]) => `${name} ${part.toFixed(2)}`)
  return `${all.toFixed(2)} of ${availableParallelism()}: ${parts.join(', ')}`
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
