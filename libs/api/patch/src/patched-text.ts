// in: a document while it is patched → out: its JSON as the reference shows it in errors. Never: a reply's JSON.
import { NumberLiteral, setMember } from '@binnacle/schema'
import { compareText } from './path-element.ts'

export interface Patched {
  document: unknown
  /** What strict parsing found, for warnings or a refusal. */
  readonly strictErrors: string[]
  /** Objects that the patch reached into; these lose the order of their members. */
  readonly opened: WeakSet<object>
  /** Members with a name that comes twice, of objects that the patch brought. */
  readonly repeated: Repeated
}

/** All members as the patch's text had them, for its objects that name one twice. */
export type Repeated = WeakMap<object, () => [name: string, value: unknown][]>

export function newPatched(document: unknown, repeated: Repeated = new WeakMap()): Patched {
  return { document, strictErrors: [], opened: new WeakSet(), repeated }
}

export function opened(patched: Patched, container: object): void {
  patched.opened.add(container)
}

/** The result with members sorted where the patch was: decoding finds faults in that order. */
export function inPatchedOrder({ document, opened: reached }: Patched): unknown {
  return sorted(document, reached)
}

/** What the patch reached lies in nothing but what it reached. */
function sorted(value: unknown, reached: WeakSet<object>): unknown {
  if (typeof value !== 'object' || value === null || !reached.has(value)) return value
  if (Array.isArray(value)) return value.map((item) => sorted(item, reached))
  const names = Object.keys(value).sort(compareText)
  const result = {}
  for (const name of names) setMember(result, name, sorted((value as never)[name], reached))
  return result
}

/** The JSON of the result; members sorted where the patch was, otherwise as they were. */
export function patchedText(patched: Patched): string {
  const ordered = order(patched.document, patched)
  return ordered.replace(/[<>&\u2028\u2029]/g, (found) => {
    return `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

/** What is still to be written: text as it is, or a value. */
type Piece = string | { readonly value: unknown }

/**
 * Written by hand, as an object of JavaScript cannot keep members such as `10` behind others, and
 * without recursion, as a patch may nest deeper than the stack goes.
 */
function order(whole: unknown, patched: Patched): string {
  const parts: string[] = []
  const left: Piece[] = [{ value: whole }]
  for (let piece = left.pop(); piece !== undefined; piece = left.pop()) {
    if (typeof piece === 'string') parts.push(piece)
    else if (isContainer(piece.value))
      for (const inner of piecesOf(piece.value, patched).reverse()) left.push(inner)
    else parts.push(scalarText(piece.value))
  }
  return parts.join('')
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !(value instanceof NumberLiteral)
}

function scalarText(value: unknown): string {
  if (typeof value === 'bigint') return value.toString()
  return value instanceof NumberLiteral ? value.source : JSON.stringify(value ?? null)
}

function piecesOf(container: object, patched: Patched): Piece[] {
  if (Array.isArray(container)) {
    const items = container.flatMap((value, index): Piece[] => [index > 0 ? ',' : '', { value }])
    return ['[', ...items, ']']
  }
  const members = patched.repeated.get(container)?.() ?? Object.entries(container)
  const kept = members.filter(([, member]) => member !== undefined)
  if (patched.opened.has(container)) kept.sort(([a], [b]) => compareText(a, b))
  const pairs = kept.flatMap(([name, value], index): Piece[] => [
    `${index > 0 ? ',' : ''}${JSON.stringify(name)}:`,
    { value },
  ])
  return ['{', ...pairs, '}']
}
