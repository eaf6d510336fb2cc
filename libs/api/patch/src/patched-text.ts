// in: a document while it is patched → out: its JSON as the reference shows it in errors. Never: a reply's JSON.
import { NumberLiteral, setMember } from '@binnacle/schema'
import { compareText } from './path-element.ts'

export interface Patched {
  document: unknown
  /** What strict parsing found, for warnings or a refusal. */
  readonly strictErrors: string[]
  /** Objects that the patch reached into; these lose the order of their members. */
  readonly opened: WeakSet<object>
}

export function newPatched(document: unknown): Patched {
  return { document, strictErrors: [], opened: new WeakSet() }
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
  const ordered = order(patched.document, patched.opened)
  return ordered.replace(/[<>&\u2028\u2029]/g, (found) => {
    return `\\u${found.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

/** Written by hand, as an object of JavaScript cannot keep members such as `10` behind others. */
function order(value: unknown, reached: WeakSet<object>): string {
  if (typeof value === 'bigint') return value.toString()
  if (value instanceof NumberLiteral) return value.source
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null)
  if (Array.isArray(value)) return `[${value.map((item) => order(item, reached)).join(',')}]`
  const names = Object.keys(value).filter((name) => (value as never)[name] !== undefined)
  if (reached.has(value)) names.sort(compareText)
  const pairs = names.map(
    (name) => `${JSON.stringify(name)}:${order((value as never)[name], reached)}`,
  )
  return `{${pairs.join(',')}}`
}
