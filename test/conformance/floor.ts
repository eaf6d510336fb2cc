// in: figures → out: where they are below the floor; or a higher floor. Never: a lower one.
import { readFileSync, writeFileSync } from 'node:fs'
import type { Figures } from './replay.ts'

const file = new URL('./floor.json', import.meta.url)

/** Steps that passed once, by area. They only ever grow. */
export function readFloor(): Record<string, number> {
  return JSON.parse(readFileSync(file, 'utf8'))
}

export function belowFloor(figures: Figures): string[] {
  const floor = readFloor()
  return Object.entries(figures)
    .filter(([area, { passed }]) => passed < (floor[area] ?? 0))
    .map(
      ([area, { passed, of }]) => `${area}: ${passed} of ${of}, but ${floor[area]} passed before`,
    )
}

export function raiseFloor(figures: Figures): void {
  const floor = readFloor()
  for (const [area, { passed }] of Object.entries(figures)) {
    floor[area] = Math.max(floor[area] ?? 0, passed)
  }
  const sorted = Object.fromEntries(Object.entries(floor).sort(([a], [b]) => (a < b ? -1 : 1)))
  writeFileSync(file, `${JSON.stringify(sorted, undefined, 2)}\n`)
}
