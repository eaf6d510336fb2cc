// in: the lines of two texts → out: the runs that both have, in order. Never: what to show of them.

export interface MatchingBlock {
  readonly a: number
  readonly b: number
  readonly size: number
}

/** From this many lines on, lines that recur often say nothing about where runs begin. */
const popularFrom = 200

/** Beyond this many only heads and tails are compared: the event loop must go on. */
const linesMax = 5000

/**
 * The longest run that both have, then the same before and behind it, and so on. This is the rule
 * of Python's difflib, which the reference's texts follow: not always the shortest difference.
 */
export function matchingBlocks(a: readonly string[], b: readonly string[]): MatchingBlock[] {
  if (a.length > linesMax || b.length > linesMax) return edges(a, b)
  const places = placesOf(b)
  const found: MatchingBlock[] = []
  const open: Stretch[] = [{ aFrom: 0, aTo: a.length, bFrom: 0, bTo: b.length }]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const match = longestMatch(a, b, places, next)
    if (match.size === 0) continue
    found.push(match)
    const { aFrom, aTo, bFrom, bTo } = next
    const [aEnd, bEnd] = [match.a + match.size, match.b + match.size]
    if (aFrom < match.a && bFrom < match.b) open.push({ aFrom, aTo: match.a, bFrom, bTo: match.b })
    if (aEnd < aTo && bEnd < bTo) open.push({ aFrom: aEnd, aTo, bFrom: bEnd, bTo })
  }
  found.sort((one, other) => one.a - other.a || one.b - other.b)
  return joined(found)
}

function edges(a: readonly string[], b: readonly string[]): MatchingBlock[] {
  const shorter = Math.min(a.length, b.length)
  let head = 0
  while (head < shorter && a[head] === b[head]) head++
  let tail = 0
  while (tail < shorter - head && a[a.length - 1 - tail] === b[b.length - 1 - tail]) tail++
  return [
    { a: 0, b: 0, size: head },
    { a: a.length - tail, b: b.length - tail, size: tail },
  ]
}

interface Stretch {
  readonly aFrom: number
  readonly aTo: number
  readonly bFrom: number
  readonly bTo: number
}

type Places = ReadonlyMap<string, readonly number[]>

function placesOf(lines: readonly string[]): Places {
  const places = new Map<string, number[]>()
  for (const [at, line] of lines.entries()) {
    const known = places.get(line)
    if (known) known.push(at)
    else places.set(line, [at])
  }
  if (lines.length < popularFrom) return places
  const often = Math.floor(lines.length / 100) + 1
  for (const [line, at] of places) if (at.length > often) places.delete(line)
  return places
}

function longestMatch(
  a: readonly string[],
  b: readonly string[],
  places: Places,
  { aFrom, aTo, bFrom, bTo }: Stretch,
): MatchingBlock {
  let [bestA, bestB, size] = [aFrom, bFrom, 0]
  /** Length of the run that ends at a line of `b`, for the line of `a` before this one. */
  let lengths = new Map<number, number>()
  for (let i = aFrom; i < aTo; i++) {
    const next = new Map<number, number>()
    for (const j of places.get(a[i] as string) ?? []) {
      if (j < bFrom) continue
      if (j >= bTo) break
      const length = (lengths.get(j - 1) ?? 0) + 1
      next.set(j, length)
      if (length > size) [bestA, bestB, size] = [i - length + 1, j - length + 1, length]
    }
    lengths = next
  }
  // Lines that recur often may still be part of a run that others began.
  while (bestA > aFrom && bestB > bFrom && a[bestA - 1] === b[bestB - 1]) {
    bestA--
    bestB--
    size++
  }
  while (bestA + size < aTo && bestB + size < bTo && a[bestA + size] === b[bestB + size]) size++
  return { a: bestA, b: bestB, size }
}

function joined(blocks: readonly MatchingBlock[]): MatchingBlock[] {
  const result: MatchingBlock[] = []
  for (const block of blocks) {
    const last = result.at(-1)
    if (last && last.a + last.size === block.a && last.b + last.size === block.b) {
      result[result.length - 1] = { ...last, size: last.size + block.size }
    } else result.push(block)
  }
  return result
}
