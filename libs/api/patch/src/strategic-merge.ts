// in: an object, a strategic merge patch and the object's type → out: the merged object. Never: a changed object;
// the patch is used up.
import type { TypeDef } from '@binnacle/catalogue'
import { badRequest, type KubeObject, unknownError } from '@binnacle/meta'
import { plainNumbers } from '@binnacle/schema'
import { goText, goTypeName } from './go-text.ts'
import { jsonKind } from './json-kind.ts'
import { isDict, ownMember, setMember, shallowCopy } from './own-member.ts'
import { mergeLists } from './strategic-lists.ts'
import { listRule, objectRule } from './strategic-meta.ts'
import { mergeOrdered } from './strategic-order.ts'

type Dict = Record<string, unknown>

export const directive = '$patch'
const retainKeys = '$retainKeys'
const deletePrefix = '$deleteFromPrimitiveList'
export const orderPrefix = '$setElementOrder'

/**
 * Throws ApiError: 400 for a malformed patch, 500 for most of what does not fit. Parts of `object` that the patch
 * leaves alone are shared with the result; `patch` is changed on the way, and errors of decoding the result show
 * it as it is then (see patchText).
 */
export function strategicMerge(object: KubeObject, patch: unknown, type: TypeDef): KubeObject {
  if (patch === null) return object
  if (!isDict(patch)) {
    throw badRequest(
      `json: cannot unmarshal ${jsonKind(patch)} into Go value of type map[string]interface {}`,
    )
  }
  plainNumbers(patch)
  return mergeMaps(object, patch, type) as KubeObject
}

/** How errors show a patch. */
export function patchText(patch: unknown): string {
  return goText(patch)
}

export function mergeMaps(object: Dict | undefined, patch: Dict, type: TypeDef): Dict {
  const asked = ownMember(patch, directive)
  if (asked !== undefined) return replaceOrDelete(asked, patch)
  const merged = object === undefined ? {} : shallowCopy(object)
  keepOnlyRetained(merged, patch)
  mergeOrderedLists(merged, patch, type)
  for (const name of Object.keys(patch)) mergeMember(merged, name, patch[name], type)
  return merged
}

function replaceOrDelete(asked: unknown, patch: Dict): Dict {
  if (asked === 'delete') return {}
  if (asked !== 'replace') {
    throw unknownError(`unknown patch type: ${goText(asked)} in map: ${goText(patch)}`)
  }
  delete patch[directive]
  return patch
}

/** `$retainKeys`: members that it does not list go, and the patch may not set others. */
function keepOnlyRetained(merged: Dict, patch: Dict): void {
  const asked = ownMember(patch, retainKeys)
  if (asked === undefined) return
  delete patch[retainKeys]
  if (!Array.isArray(asked)) throw badRequest('invalid patch format of retainKeys')
  const kept = new Set<unknown>(asked)
  for (const [name, value] of Object.entries(patch)) {
    if (value === null || name.startsWith(deletePrefix) || name.startsWith(orderPrefix)) continue
    if (!kept.has(name)) throw badRequest('invalid patch format of retainKeys')
  }
  for (const name of Object.keys(merged)) if (!kept.has(name)) delete merged[name]
}

function mergeOrderedLists(merged: Dict, patch: Dict, type: TypeDef): void {
  for (const key of Object.keys(patch)) {
    if (!key.startsWith(orderPrefix)) continue
    const order = patch[key]
    delete patch[key]
    if (!Array.isArray(order)) throw wrongType('[]interface {}', order)
    const name = behindPrefix(key, orderPrefix)
    const own = listIn(merged, name)
    const sent = listIn(patch, name)
    const rule = listRule(type, name)
    const list = mergeOrdered(own, sent, order, rule)
    if (list === undefined) continue
    setMember(merged, name, list)
    delete patch[name]
  }
}

function listIn(object: Dict, name: string): unknown[] | undefined {
  const value = ownMember(object, name)
  if (value === undefined) return undefined
  if (!Array.isArray(value)) throw wrongType('[]interface {}', value)
  return value
}

export function wrongType(expected: string, value: unknown): Error {
  return unknownError(`expected a ${expected}, but received a ${nilOr(value)}`)
}

function nilOr(value: unknown): string {
  return value === null ? '%!s(<nil>)' : goTypeName(value)
}

function behindPrefix(key: string, prefix: string): string {
  const slash = key.indexOf('/')
  if (slash >= 0 && key.slice(0, slash) === prefix) return key.slice(slash + 1)
  throw badRequest(
    prefix === deletePrefix
      ? 'invalid patch format of primitive list'
      : 'invalid patch format of setElementOrder list',
  )
}

function mergeMember(merged: Dict, key: string, value: unknown, type: TypeDef): void {
  const deletes = key.startsWith(deletePrefix)
  const name = (deletes && behindPrefix(key, deletePrefix)) || key
  if (value === null) {
    delete merged[name]
    return
  }
  const own = ownMember(merged, name)
  const alike = own !== undefined && goTypeName(own) === goTypeName(value)
  if (!alike) {
    if (!deletes) take(merged, name, value)
  } else if (isDict(own) && isDict(value)) {
    const rule = objectRule(type, name)
    const result = rule.strategy === 'replace' ? value : mergeMaps(own, value, rule.type)
    setMember(merged, name, result)
  } else if (Array.isArray(own) && Array.isArray(value)) {
    setMember(merged, name, mergeLists(own, value, listRule(type, name), deletes))
  } else {
    setMember(merged, name, value)
  }
}

/** The value as it is, without nulls and directives; a value that is itself a directive drops the member. */
function take(merged: Dict, name: string, value: unknown): void {
  discardNulls(value)
  const left = withoutDirectives(value)
  if (left === undefined) delete merged[name]
  else setMember(merged, name, left)
}

function discardNulls(value: unknown): void {
  if (Array.isArray(value)) value.forEach(discardNulls)
  if (!isDict(value)) return
  for (const [name, member] of Object.entries(value)) {
    if (member === null) delete value[name]
    else discardNulls(member)
  }
}

/** Undefined for an object with a directive. Changes objects in place. */
export function withoutDirectives(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(withoutDirectives).filter((item) => item !== undefined)
  }
  if (!isDict(value)) return value
  if (Object.hasOwn(value, directive)) return undefined
  for (const [name, member] of Object.entries(value)) {
    const left = withoutDirectives(member)
    if (left === undefined) delete value[name]
    else setMember(value, name, left)
  }
  return value
}
