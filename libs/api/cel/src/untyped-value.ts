// in: JSON without a schema → out: the value that expressions see. Never: a change of the JSON.
import { CelList, CelMap, type CelValue } from './values.ts'

class UntypedMap extends CelMap {
  private readonly json: Readonly<Record<string, unknown>>

  constructor(json: Readonly<Record<string, unknown>>) {
    super()
    this.json = json
  }

  get size(): number {
    return Object.keys(this.json).length
  }

  find(key: CelValue): CelValue | undefined {
    if (typeof key !== 'string' || !Object.hasOwn(this.json, key)) return undefined
    const json = this.json[key]
    return json === undefined ? undefined : untypedValue(json)
  }

  keys(): string[] {
    return Object.keys(this.json)
  }
}

class UntypedList extends CelList {
  readonly size: number
  private readonly json: readonly unknown[]

  constructor(json: readonly unknown[]) {
    super()
    this.json = json
    this.size = json.length
  }

  get(index: number): CelValue {
    return untypedValue(this.json[index])
  }
}

/** Whole numbers are int, others double. Values of expressions (an Authorizer) pass as they are. */
export function untypedValue(json: unknown): CelValue {
  if (json === null || json === undefined) return null
  switch (typeof json) {
    case 'string':
    case 'boolean':
    case 'bigint':
      return json
    case 'number':
      return Number.isInteger(json) ? BigInt(json) : json
  }
  if (Array.isArray(json)) return new UntypedList(json)
  return new UntypedMap(json as Record<string, unknown>)
}
