// in: a JSON document and a JSON patch (RFC 6902) → out: the patched document. Never: a changed input.
import { ApiError, badRequest, failure, goQuote, requestEntityTooLarge } from '@binnacle/meta'
import { equalValues } from './equal-values.ts'
import { jsonKind } from './json-kind.ts'
import { isDict, ownMember, setMember } from './own-member.ts'
import { newPatched, opened, type Patched, type Repeated } from './patched-text.ts'

const mostOperations = 10_000
const mostCopiedBytes = 3 * 1024 * 1024

/** What every operation that does not apply is answered with; the reason stays with the server. */
class NotApplicable extends Error {}

interface Run {
  document: unknown
  copiedBytes: number
  /** Containers that belong to this run and may be changed in place. */
  readonly own: WeakSet<object>
  readonly patched: Patched
}

/**
 * Laxer than the RFC, as the reference is: replace adds, indexes may be negative, what precedes the
 * first slash of a path is ignored. `found` are the strict errors that parsing found, where it found
 * duplicate members; they, or else the unknown members, come back as `strictErrors`, only for
 * `strict`, which also checks the operations' types. `repeated` goes into the text of the result.
 */
export function jsonPatch(
  document: unknown,
  patch: unknown,
  strict = true,
  found?: readonly string[],
  repeated?: Repeated,
): Patched {
  const operations = readOperations(patch, strict)
  if (operations.length > mostOperations) {
    throw requestEntityTooLarge(
      `The allowed maximum operations in a JSON patch is ${mostOperations}, got ${operations.length}`,
    )
  }
  const patched = newPatched(document, repeated)
  if (strict) patched.strictErrors.push(...strictErrors(found ?? unknownMembers(operations)))
  const run: Run = { document, copiedBytes: 0, own: new WeakSet(), patched }
  try {
    openRoot(run)
    for (const operation of operations) perform(run, operation)
  } catch (error) {
    if (!(error instanceof NotApplicable)) throw error
    const message = 'the server rejected our request due to an error in our request'
    throw new ApiError(failure(422, 'Invalid', message, {}))
  }
  patched.document = run.document
  return patched
}

const texts = ['op', 'path', 'from']
/** All that an operation has. */
export const operationMembers: readonly string[] = [...texts, 'value']

function readOperations(patch: unknown, strict: boolean): Record<string, unknown>[] {
  if (patch === null) return []
  const listType = strict ? '[]handlers.jsonPatchOp' : 'jsonpatch.Patch'
  const itemType = strict ? 'handlers.jsonPatchOp' : 'jsonpatch.Operation'
  if (!Array.isArray(patch)) throw undecodable(patch, `value of type ${listType}`, strict)
  for (const operation of patch as unknown[]) {
    if (operation === null) continue
    if (!isDict(operation)) throw undecodable(operation, `value of type ${itemType}`, strict)
    if (!strict) continue
    for (const name of texts) {
      const value = ownMember(operation, name)
      if (value === undefined || value === null || typeof value === 'string') continue
      throw undecodable(value, `struct field jsonPatchOp.${name} of type string`, strict)
    }
  }
  return (patch as (Record<string, unknown> | null)[]).map((operation) => operation ?? {})
}

function undecodable(value: unknown, target: string, strict: boolean): ApiError {
  const text = `json: cannot unmarshal ${jsonKind(value)} into Go ${target}`
  return badRequest(strict ? `error decoding patch: ${text}` : text)
}

function strictErrors(found: readonly string[]): string[] {
  return found.map((text) => `json patch ${text}`)
}

function unknownMembers(operations: readonly Record<string, unknown>[]): string[] {
  const unknown: string[] = []
  for (const [index, operation] of operations.entries()) {
    for (const name of Object.keys(operation)) {
      if (operationMembers.includes(name)) continue
      unknown.push(`unknown field ${goQuote(`[${index}].${name}`)}`)
    }
  }
  return unknown
}

function openRoot(run: Run): void {
  if (isContainer(run.document)) run.document = own(run, run.document)
}

function isContainer(value: unknown): value is object {
  return Array.isArray(value) || isDict(value)
}

/** A copy that this run may change; the container itself when it is one already. */
function own(run: Run, container: object): object {
  if (run.own.has(container)) return container
  const copy = Array.isArray(container) ? [...container] : { ...container }
  run.own.add(copy)
  opened(run.patched, copy)
  return copy
}

function perform(run: Run, operation: Record<string, unknown>): void {
  switch (ownMember(operation, 'op')) {
    case 'add':
      add(run, textOf(operation, 'path'), valueOf(operation))
      return
    case 'remove':
      remove(run, textOf(operation, 'path'))
      return
    case 'replace':
      replace(run, textOf(operation, 'path'), operation)
      return
    case 'move': {
      const from = textOf(operation, 'from')
      const value = get(run, from)
      remove(run, from)
      add(run, textOf(operation, 'path'), value)
      return
    }
    case 'copy': {
      const value = copied(run, get(run, textOf(operation, 'from')))
      add(run, textOf(operation, 'path'), value)
      return
    }
    case 'test':
      test(run, textOf(operation, 'path'), operation)
      return
    default:
      throw new NotApplicable('unexpected kind')
  }
}

function textOf(operation: Record<string, unknown>, name: string): string {
  const value = ownMember(operation, name)
  if (typeof value !== 'string') throw new NotApplicable(`no ${name}`)
  return value
}

/** An operation without a value adds null, as one with a null does. */
function valueOf(operation: Record<string, unknown>): unknown {
  return ownMember(operation, 'value') ?? null
}

/** A copy of its own, as later operations may change one of the two; all copies together are limited. */
function copied(run: Run, value: unknown): unknown {
  if (value === null) return value
  run.copiedBytes += Buffer.byteLength(textForSize(value))
  if (run.copiedBytes > mostCopiedBytes) throw new NotApplicable('too much copied')
  return cloneOf(value, run.patched.repeated)
}

/** A structured clone would take the class from numbers that keep their spelling. */
function cloneOf(value: unknown, repeated: Repeated): unknown {
  if (Array.isArray(value)) return value.map((item) => cloneOf(item, repeated))
  if (!isDict(value)) return value
  const clone: Record<string, unknown> = {}
  for (const [name, inner] of Object.entries(value))
    setMember(clone, name, cloneOf(inner, repeated))
  const members = repeated.get(value)
  if (members !== undefined) repeated.set(clone, members)
  return clone
}

function textForSize(value: unknown): string {
  return JSON.stringify(value, (_, member) =>
    typeof member === 'bigint' ? String(member) : member,
  )
}

/** The container at all but the last token, made this run's own on the way, and the last token. */
function find(run: Run, path: string): { container: object; key: string } {
  const tokens = path.split('/').slice(1).map(unescaped)
  const key = tokens.pop()
  let container = run.document
  if (key === undefined || !isContainer(container)) {
    throw new NotApplicable('missing path')
  }
  for (const token of tokens) {
    const next: unknown = member(container as object, token)
    if (!isContainer(next)) throw new NotApplicable('missing path')
    const mine = own(run, next)
    if (mine !== next) put(container as object, token, mine)
    container = mine
  }
  return { container: container as object, key }
}

function unescaped(token: string): string {
  return token.includes('~') ? token.replace(/~[01]/g, (it) => (it === '~1' ? '/' : '~')) : token
}

/** `limit` is the first index that is too high. */
function indexIn(key: string, limit: number): number {
  if (!/^[+-]?\d+$/.test(key)) throw new NotApplicable('no index')
  const index = Number(key)
  if (index >= limit || index < -limit) throw new NotApplicable('invalid index')
  return index < 0 ? index + limit : index
}

/** Undefined for an absent member; an absent index refuses the patch. */
function member(container: object, key: string): unknown {
  if (!Array.isArray(container)) return ownMember(container, key)
  return container[indexIn(key, container.length)]
}

function put(container: object, key: string, value: unknown): void {
  if (Array.isArray(container)) container[indexIn(key, container.length)] = value
  else setMember(container, key, value)
}

function get(run: Run, path: string): unknown {
  const { container, key } = find(run, path)
  return member(container, key) ?? null
}

function add(run: Run, path: string, value: unknown): void {
  const { container, key } = find(run, path)
  if (!Array.isArray(container)) setMember(container, key, value)
  else if (key === '-') container.push(value)
  else container.splice(indexIn(key, container.length + 1), 0, value)
}

function remove(run: Run, path: string): void {
  const { container, key } = find(run, path)
  if (Array.isArray(container)) {
    container.splice(indexIn(key, container.length), 1)
    return
  }
  if (!Object.hasOwn(container, key)) throw new NotApplicable('missing key')
  delete (container as Record<string, unknown>)[key]
}

function replace(run: Run, path: string, operation: Record<string, unknown>): void {
  const value = valueOf(operation)
  if (path === '') {
    if (!isContainer(value)) throw new NotApplicable('no document')
    run.document = own(run, value)
    return
  }
  const { container, key } = find(run, path)
  put(container, key, value)
}

function test(run: Run, path: string, operation: Record<string, unknown>): void {
  const wanted = valueOf(operation)
  const value = path === '' ? run.document : get(run, path)
  if (!equalValues(value, wanted)) throw new NotApplicable('test failed')
}
