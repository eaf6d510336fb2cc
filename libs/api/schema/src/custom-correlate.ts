// in: a new and an old value with their schema → out: which parts of the old one belong to which of the new one.
import {
  type CustomSchema,
  isJsonObject,
  type Json,
  memberSchema,
  sameJson,
} from './custom-schema.ts'

function keyOf(item: Json, keys: readonly string[]): string | undefined {
  if (!isJsonObject(item)) return undefined
  return JSON.stringify(
    keys.map((key) => (Object.hasOwn(item, key) ? item[key] : undefined) ?? null),
  )
}

/** The old item with the same keys; lists of other types have no items that stay the same. */
export function oldItem(schema: CustomSchema, item: Json, old: Json): Json | undefined {
  if (schema?.['x-kubernetes-list-type'] !== 'map' || !Array.isArray(old)) return undefined
  const keys: readonly string[] = schema['x-kubernetes-list-map-keys'] ?? []
  const wanted = keyOf(item, keys)
  if (wanted === undefined) return undefined
  return old.find((each) => keyOf(each, keys) === wanted)
}

/** A pair of values of one place; what did not change there is forgiven. */
export class Correlated {
  readonly value: Json
  readonly old: Json
  readonly schema: CustomSchema
  private readonly children = new Map<string | number, Correlated>()
  private equal: boolean | undefined

  constructor(value: Json, old: Json, schema: CustomSchema) {
    this.value = value
    this.old = old
    this.schema = schema
  }

  key(name: string): Correlated | undefined {
    const known = this.children.get(name)
    if (known !== undefined) return known
    if (!isJsonObject(this.value) || !isJsonObject(this.old)) return undefined
    if (!Object.hasOwn(this.value, name) || !Object.hasOwn(this.old, name)) return undefined
    const schema = memberSchema(this.schema, name)
    return schema === undefined
      ? undefined
      : this.keep(name, this.value[name], this.old[name], schema)
  }

  index(position: number): Correlated | undefined {
    const known = this.children.get(position)
    if (known !== undefined) return known
    if (!Array.isArray(this.value) || position >= this.value.length) return undefined
    const items = this.schema?.items
    const old = oldItem(this.schema, this.value[position], this.old)
    if (!items || old === undefined || old === null) return undefined
    return this.keep(position, this.value[position], old, items)
  }

  private keep(at: string | number, value: Json, old: Json, schema: CustomSchema): Correlated {
    const child = new Correlated(value, old, schema)
    this.children.set(at, child)
    return child
  }

  /** Nothing changed here. */
  get unchanged(): boolean {
    this.equal ??= this.compare()
    return this.equal
  }

  private compare(): boolean {
    const { value, old } = this
    if (Array.isArray(value) && Array.isArray(old)) {
      if (value.length !== old.length) return false
      if (this.schema?.['x-kubernetes-list-type'] !== 'map') return sameJson(value, old)
      return value.every((_, index) => this.index(index)?.unchanged === true)
    }
    if (isJsonObject(value) && isJsonObject(old)) {
      const names = Object.keys(value)
      if (names.length !== Object.keys(old).length) return false
      return names.every((name) => this.key(name)?.unchanged === true)
    }
    return sameJson(value, old)
  }
}
