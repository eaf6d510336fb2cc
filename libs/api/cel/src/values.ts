// in: nothing → out: the values that expressions work on. Never: functions of the language.
import type { CelType } from './types.ts'

/**
 * int is bigint, double is number, bytes is Uint8Array. A failure is a value too, because `||` and `&&` may
 * absorb it.
 */
export type CelValue =
  | null
  | boolean
  | bigint
  | number
  | string
  | Uint8Array
  | Uint
  | Timestamp
  | Duration
  | CelList
  | CelMap
  | Optional
  | TypeValue
  | Opaque
  | Failure

export class Uint {
  readonly value: bigint

  constructor(value: bigint) {
    this.value = value
  }
}

/** Nanoseconds since 1970. */
export class Timestamp {
  readonly nanos: bigint

  constructor(nanos: bigint) {
    this.nanos = nanos
  }
}

export class Duration {
  readonly nanos: bigint

  constructor(nanos: bigint) {
    this.nanos = nanos
  }
}

export class Optional {
  readonly value: CelValue | undefined

  constructor(value: CelValue | undefined) {
    this.value = value
  }

  static readonly none = new Optional(undefined)
}

export class TypeValue {
  readonly type: CelType

  constructor(type: CelType) {
    this.type = type
  }
}

/** Why a value could not be computed. */
export class Failure {
  readonly message: string

  constructor(message: string) {
    this.message = message
  }
}

/** A value of a library's own type (an address, a quantity, an authorizer). */
export interface Opaque {
  readonly opaque: CelType
  equals(other: Opaque): boolean
  /** What size() and cost see; default 1. */
  readonly size?: number
}

export function isOpaque(value: unknown): value is Opaque {
  return typeof value === 'object' && value !== null && 'opaque' in value
}

/** Elements are made when they are asked for. */
export abstract class CelList {
  abstract readonly size: number
  abstract get(index: number): CelValue
  /** For lists that compare or merge in ways of their own. */
  equalTo?(other: CelList): boolean | Failure
  plus?(other: CelList): CelList | Failure

  *[Symbol.iterator](): Generator<CelValue> {
    for (let index = 0; index < this.size; index += 1) yield this.get(index)
  }
}

/**
 * A list in memory. Appending to the newest list of a chain shares its storage, so that folding n elements costs
 * O(n).
 */
export class ArrayList extends CelList {
  readonly size: number
  private readonly items: CelValue[]

  constructor(items: CelValue[], size = items.length) {
    super()
    this.items = items
    this.size = size
  }

  get(index: number): CelValue {
    return this.items[index] as CelValue
  }

  concat(other: CelList): ArrayList {
    const items = this.items.length === this.size ? this.items : this.items.slice(0, this.size)
    // The size is read first: `other` may share the storage that grows here.
    const count = other.size
    for (let index = 0; index < count; index += 1) items.push(other.get(index))
    return new ArrayList(items, this.size + count)
  }
}

export type CelKey = string | bigint | boolean | Uint

/** A map or an object with fields. */
export abstract class CelMap {
  abstract readonly size: number
  /** Set for objects whose fields are known by a type. */
  readonly objectType?: CelType
  abstract find(key: CelValue): CelValue | undefined
  abstract keys(): Iterable<CelKey>
}

export function indexKey(key: CelValue): string | bigint | boolean | undefined {
  if (typeof key === 'string' || typeof key === 'bigint' || typeof key === 'boolean') return key
  if (key instanceof Uint) return key.value
  if (typeof key === 'number' && Number.isInteger(key)) return BigInt(key)
  return undefined
}

export class EntryMap extends CelMap {
  readonly entries: Map<string | bigint | boolean, readonly [CelKey, CelValue]>

  constructor(entries: EntryMap['entries'] = new Map()) {
    super()
    this.entries = entries
  }

  get size(): number {
    return this.entries.size
  }

  find(key: CelValue): CelValue | undefined {
    const index = indexKey(key)
    return index === undefined ? undefined : this.entries.get(index)?.[1]
  }

  *keys(): Generator<CelKey> {
    for (const [key] of this.entries.values()) yield key
  }
}
