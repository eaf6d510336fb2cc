// in: two texts → out: how their lines differ, as a unified diff with three lines around. Never: files.

interface Step {
  readonly mark: ' ' | '-' | '+'
  readonly line: string
}

const around = 3
/** Beyond this many lines in the middle the whole middle counts as changed. */
const middleMax = 2000

/** Longest common subsequence over the middle, where the texts differ. */
function middleSteps(a: readonly string[], b: readonly string[]): Step[] {
  const width = b.length + 1
  if (a.length > middleMax || b.length > middleMax) {
    return [
      ...a.map((line): Step => ({ mark: '-', line })),
      ...b.map((line): Step => ({ mark: '+', line })),
    ]
  }
  const lengths = new Uint16Array((a.length + 1) * width)
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const right = lengths[i * width + j + 1] as number
      const down = lengths[(i + 1) * width + j] as number
      const both = (lengths[(i + 1) * width + j + 1] as number) + 1
      lengths[i * width + j] = a[i] === b[j] ? both : Math.max(right, down)
    }
  }
  const steps: Step[] = []
  let [i, j] = [0, 0]
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      steps.push({ mark: ' ', line: a[i] as string })
      i++
      j++
    } else if (
      i < a.length &&
      (j >= b.length ||
        (lengths[(i + 1) * width + j] as number) >= (lengths[i * width + j + 1] as number))
    ) {
      steps.push({ mark: '-', line: a[i++] as string })
    } else steps.push({ mark: '+', line: b[j++] as string })
  }
  return steps
}

function allSteps(a: readonly string[], b: readonly string[]): Step[] {
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) start++
  let [endA, endB] = [a.length, b.length]
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    endA--
    endB--
  }
  const same = (lines: readonly string[]): Step[] => lines.map((line) => ({ mark: ' ', line }))
  return [
    ...same(a.slice(0, start)),
    ...middleSteps(a.slice(start, endA), b.slice(start, endB)),
    ...same(a.slice(endA)),
  ]
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
