// in: an object and its type → out: the same with all members where the reference writes them.
// Never: other changes, copies of what is in order.
import { type AnyType, builtinType, type ObjectType, type TypeDef } from '@binnacle/catalogue'
import type { Dict } from '@binnacle/meta'
import { setMember } from './custom-schema.ts'
import { isPlainDict } from './plain-dict.ts'
import { type FieldPlan, planOf } from './type-plan.ts'

const schemaName = 'apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps'

/** Members of structs in the order of their fields, those of maps by name. May change `object`. */
export function inStoreOrder<T extends Dict>(object: T, type: ObjectType): T {
  return ordered(object, type) as T
}

/** What has no Go type is a map through and through. May change `object`. */
export function inNameOrder<T>(object: T): T {
  if (Array.isArray(object)) {
    for (let at = 0; at < object.length; at++) object[at] = inNameOrder(object[at])
    return object
  }
  if (!isPlainDict(object)) return object
  for (const key in object) replace(object, key, inNameOrder(object[key]))
  return byName(object)
}

function ordered(value: unknown, type: TypeDef): unknown {
  switch (type.kind) {
    case 'object':
      return isPlainDict(value) ? orderedStruct(value, type) : value
    case 'list':
      return Array.isArray(value) ? orderedList(value, type.items) : value
    case 'map':
      return isPlainDict(value) ? orderedMap(value, type.values) : value
    case 'any':
      return orderedFree(value, type)
    default:
      return value
  }
}

function orderedStruct(value: Dict, type: ObjectType): Dict {
  const { fields, keepsEmpty } = planOf(type)
  let last = -1
  let inOrder = true
  for (const key in value) {
    const field = fields.get(key)
    if (field === undefined) continue
    if (field.at < last) inOrder = false
    last = field.at
    const after = ordered(value[key], field.type)
    replace(value, key, !keepsEmpty && isHollow(after, field) ? null : after)
  }
  if (inOrder) return value
  const result: Dict = {}
  for (const name of fields.keys()) {
    if (Object.hasOwn(value, name)) setMember(result, name, value[name])
  }
  for (const key in value) if (!fields.has(key)) setMember(result, key, value[key])
  return result
}

/** Storage does not tell an empty list from none; only some fields say that there is none. */
function isHollow(value: unknown, { always, field, type }: FieldPlan): boolean {
  if (!always || field.pointer) return false
  if (type.kind === 'list') return Array.isArray(value) && value.length === 0
  return type.kind === 'map' && isPlainDict(value) && Object.keys(value).length === 0
}

function orderedList(value: unknown[], items: TypeDef): unknown[] {
  if (items.kind === 'scalar') return value
  for (let at = 0; at < value.length; at++) {
    const after = ordered(value[at], items)
    if (after !== value[at]) value[at] = after
  }
  return value
}

function orderedMap(value: Dict, values: TypeDef): Dict {
  if (values.kind !== 'scalar') {
    for (const key in value) replace(value, key, ordered(value[key], values))
  }
  return byName(value)
}

function byName<T extends Dict>(value: T): T {
  let last = ''
  for (const key in value) {
    if (key < last) return sorted(value)
    last = key
  }
  return value
}

function sorted<T extends Dict>(value: T): T {
  const result: Dict = {}
  for (const key of Object.keys(value).sort()) setMember(result, key, value[key])
  return result as T
}

/** Raw JSON stays as it came; the free forms of a schema hold schemas. */
function orderedFree(value: unknown, { form }: AnyType): unknown {
  if (form === undefined || !form.startsWith('schemaOr')) return value
  const type = builtinType(schemaName)
  if (!Array.isArray(value)) return ordered(value, type)
  return orderedList(value, type)
}

function replace(owner: Dict, key: string, after: unknown): void {
  if (after !== owner[key]) setMember(owner, key, after)
}
