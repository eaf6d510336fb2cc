// in: two texts → out: how their lines differ, as a unified diff with three lines around. Never: files.
import { matchingBlocks } from './matching-blocks.ts'

interface Step {
  readonly mark: ' ' | '-' | '+'
  readonly line: string
}

const around = 3
function allSteps(a: readonly string[], b: readonly string[]): Step[] {
  const steps: Step[] = []
  const add = (mark: Step['mark'], lines: readonly string[]) => {
    for (const line of lines) steps.push({ mark, line })
  }
  let [i, j] = [0, 0]
  for (const block of [...matchingBlocks(a, b), { a: a.length, b: b.length, size: 0 }]) {
    add('-', a.slice(i, block.a))
    add('+', b.slice(j, block.b))
    ;[i, j] = [block.a + block.size, block.b + block.size]
    add(' ', a.slice(block.a, i))
  }
  return steps
}

function rangeText(start: number, length: number): string {
  if (length === 1) return String(start + 1)
  return `${length === 0 ? start : start + 1},${length}`
}

/** Runs of changes whose surroundings touch make one hunk. */
function hunks(steps: readonly Step[]): (readonly [number, number])[] {
  const found: [number, number][] = []
  for (const [i, step] of steps.entries()) {
    if (step.mark === ' ') continue
    const from = Math.max(0, i - around)
    const to = Math.min(steps.length, i + around + 1)
    const last = found.at(-1)
    if (last !== undefined && from <= last[1]) last[1] = to
    else found.push([from, to])
  }
  return found
}

export function unifiedDiff(before: string, after: string): string {
  const steps = allSteps(before.split('\n'), after.split('\n'))
  let text = ''
  for (const [from, to] of hunks(steps)) {
    const head = steps.slice(0, from)
    const body = steps.slice(from, to)
    const count = (list: readonly Step[], mark: '-' | '+') =>
      list.filter((step) => step.mark === ' ' || step.mark === mark).length
    const old = rangeText(count(head, '-'), count(body, '-'))
    const next = rangeText(count(head, '+'), count(body, '+'))
    text += `@@ -${old} +${next} @@\n`
    for (const step of body) text += `${step.mark}${step.line}\n`
  }
  return text
}
