// in: a JSON text with duplicate keys and the value that was read of it → out: which members stood there. Never: errors.
import { parseJson } from './parse-json.ts'
import { endOfContainer, endOfString } from './scan-json.ts'

/** Of objects that have a key twice: all their members as the text had them; hidden values are read when asked for. */
export type RepeatedMembers = WeakMap<object, () => [name: string, value: unknown][]>

/** Below this nobody is told of duplicates. */
const depthMax = 500

interface Walk {
  readonly text: string
  at: number
  readonly found: RepeatedMembers
}

type Span = readonly [name: string, from: number, to: number]

/** One pass over the text. Only for texts that have duplicates: the walk is slow. */
export function repeatedMembers(text: string, value: unknown): RepeatedMembers {
  const walk: Walk = { text, at: 0, found: new WeakMap() }
  visit(walk, value, 0)
  return walk.found
}

function visit(walk: Walk, value: unknown, depth: number): void {
  skipSpace(walk)
  const letter = walk.text[walk.at]
  const container = letter === '{' || letter === '['
  if (container && depth > depthMax) walk.at = endOfContainer(walk.text, walk.at)
  else if (letter === '{') visitObject(walk, value, depth)
  else if (letter === '[') visitList(walk, value, depth)
  else if (letter === '"') walk.at = endOfString(walk.text, walk.at) + 1
  else while (walk.at < walk.text.length && !/[,\]}\s]/.test(walk.text[walk.at] ?? '')) walk.at++
}

/** A member that a later one hides is taken for that one first: what the last leaves is right. */
function visitObject(walk: Walk, value: unknown, depth: number): void {
  const spans: Span[] = []
  const known = isObject(value) ? (value as Record<string, unknown>) : undefined
  walk.at++
  for (skipSpace(walk); walk.text[walk.at] !== '}'; skipSpace(walk)) {
    const end = endOfString(walk.text, walk.at)
    const name = JSON.parse(walk.text.slice(walk.at, end + 1)) as string
    walk.at = end + 1
    skipSpace(walk)
    walk.at++
    skipSpace(walk)
    const from = walk.at
    visit(
      walk,
      known !== undefined && Object.hasOwn(known, name) ? known[name] : undefined,
      depth + 1,
    )
    spans.push([name, from, walk.at])
    skipSpace(walk)
    if (walk.text[walk.at] === ',') walk.at++
  }
  walk.at++
  if (known === undefined) return
  const last = new Map(spans.map(([name], index) => [name, index]))
  if (last.size === spans.length) walk.found.delete(known)
  else walk.found.set(known, () => membersOf(walk.text, known, spans, last))
}

function membersOf(
  text: string,
  object: Record<string, unknown>,
  spans: readonly Span[],
  last: ReadonlyMap<string, number>,
): [string, unknown][] {
  return spans.map(([name, from, to], index) => {
    const hidden = last.get(name) !== index
    return [name, hidden ? parseJson(text.slice(from, to)).value : object[name]]
  })
}

function visitList(walk: Walk, value: unknown, depth: number): void {
  const known = Array.isArray(value) ? (value as unknown[]) : []
  walk.at++
  let index = 0
  for (skipSpace(walk); walk.text[walk.at] !== ']'; skipSpace(walk)) {
    visit(walk, known[index], depth + 1)
    index++
    skipSpace(walk)
    if (walk.text[walk.at] === ',') walk.at++
  }
  walk.at++
}

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function skipSpace(walk: Walk): void {
  while (/\s/.test(walk.text[walk.at] ?? '')) walk.at++
}
