// in: a JSON document and a merge patch (RFC 7386) → out: the merged document. Never: a changed input.
import { badRequest } from '@binnacle/meta'
import { jsonKind } from './json-kind.ts'
import { isDict, setMember, shallowCopy } from './own-member.ts'
import { newPatched, opened, type Patched } from './patched-text.ts'

/** `duplicates` are the strict errors that parsing found; `strict`: the patch must be an object. */
export function mergePatch(
  document: unknown,
  patch: unknown,
  strict = true,
  duplicates: readonly string[] = [],
): Patched {
  if (strict && patch !== null && !isDict(patch)) {
    const text = `json: cannot unmarshal ${jsonKind(patch)} into Go value of type map[string]interface {}`
    throw badRequest(`error decoding patch: ${text}`)
  }
  if (!Array.isArray(patch) && !isDict(patch)) throw badRequest('Invalid JSON Patch')
  const patched = newPatched(document)
  if (strict) patched.strictErrors.push(...duplicates)
  const whole = Array.isArray(patch) || !isDict(document)
  patched.document = whole ? withoutNulls(patched, patch) : merge(patched, document, patch)
  return patched
}

function merge(
  patched: Patched,
  document: Record<string, unknown>,
  patch: object,
): Record<string, unknown> {
  const merged = shallowCopy(document)
  opened(patched, merged)
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) {
      delete merged[name]
      continue
    }
    const own = Object.hasOwn(merged, name) ? merged[name] : undefined
    setMember(merged, name, mergeMember(patched, own, value))
  }
  return merged
}

function mergeMember(patched: Patched, own: unknown, value: unknown): unknown {
  if (own === undefined || own === null) return withoutNulls(patched, value)
  if (!isDict(own)) return withoutNulls(patched, value)
  return isDict(value) ? merge(patched, own, value) : value
}

/** Null members of objects go, at any depth; null items of lists stay. */
function withoutNulls(patched: Patched, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((item) => withoutNulls(patched, item))
  if (!isDict(value)) return value
  const kept: Record<string, unknown> = {}
  opened(patched, kept)
  for (const [name, member] of Object.entries(value)) {
    if (member !== null) setMember(kept, name, withoutNulls(patched, member))
  }
  return kept
}
