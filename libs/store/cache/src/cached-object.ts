// in: a value from etcd → out: a StoredObject whose bytes lie in a slab.
// Never: a parsed copy it need not have.
import { internalError, type KubeObject } from '@binnacle/meta'
import {
  labelsOf,
  parseObject,
  placeOf,
  type ResourceShape,
  revisionMember,
  type SplicePoint,
  splicePoint,
  type StoredObject,
  trimmedLength,
} from '@binnacle/objects'
import { limits } from './limits.ts'
import type { Slab, Slabs, Tenant } from './slabs.ts'
import type { Keyed } from './tree.ts'

type Labels = Readonly<Record<string, string>> | undefined
type Fields = Readonly<Record<string, string>>

const notRead = Symbol('notRead')
const noSplice: SplicePoint = { at: 0, before: '', after: '', bodyAt: 0 }

const nothing = Buffer.alloc(0)
const notJson = 'the stored value is not a JSON object'

/** One key as one revision left it. */
export interface Fact {
  /** Below the root. */
  readonly key: string
  readonly revision: number
  /** The JSON without resourceVersion; undefined when the key was deleted. */
  readonly plain: Buffer | undefined
  readonly stale: boolean
  /** Why the value could not be read; `plain` is as it was found. */
  readonly problem?: string
}

/** The objects whose parsed form is kept: what was written or looked at last is changed next. */
const viewed: (CachedObject | undefined)[] = new Array(limits.viewsMax).fill(undefined)
let viewedAt = 0

export class CachedObject implements StoredObject, Tenant, Keyed {
  /** Below the root: `pods/NAMESPACE/NAME`. */
  readonly key: string
  readonly revision: number
  readonly length: number
  /** Where the digits of resourceVersion start in the bytes. */
  readonly revisionAt: number
  /** Where the member behind kind and apiVersion starts; 0 when unknown. */
  readonly bodyAt: number
  /** Sealed by an old key: to be written anew at the next chance. */
  readonly stale: boolean
  /** Why the stored value cannot be read. */
  readonly problem: string | undefined
  slab: Slab
  offset: number
  released = false
  shape: ResourceShape | undefined
  #labels: Labels | typeof notRead = notRead
  #fields: Fields | undefined
  #view: KubeObject | undefined

  /** `plain` is copied into a slab with its resourceVersion in it. */
  constructor(slabs: Slabs, fact: Fact) {
    const { key, revision, stale } = fact
    const plain = fact.plain ?? nothing
    const point = splicePoint(plain)
    const member = point === undefined ? '' : revisionMember(point, revision)
    const { at, before, bodyAt } = point ?? noSplice
    const stored = trimmedLength(plain)
    this.key = key
    this.revision = revision
    this.stale = stale
    this.problem = fact.problem ?? (point === undefined ? notJson : undefined)
    this.length = stored + member.length
    this.bodyAt = bodyAt
    this.revisionAt = at + before.length + '"resourceVersion":"'.length
    const { slab, offset } = slabs.take(this.length)
    plain.copy(slab.buffer, offset, 0, at)
    if (member !== '') slab.buffer.write(member, offset + at, 'latin1')
    plain.copy(slab.buffer, offset + at + member.length, at, stored)
    this.slab = slab
    this.offset = offset
    slabs.settle(this)
  }

  get namespace(): string {
    return this.shape === undefined ? '' : placeOf(this.shape, this.key).namespace
  }

  get name(): string {
    return this.key.slice(this.key.lastIndexOf('/') + 1)
  }

  /** 500 when the stored value could not be read. */
  assertReadable(): void {
    if (this.problem !== undefined) throw internalError(this.problem)
  }

  get bytes(): Buffer {
    this.assertReadable()
    return this.slab.buffer.subarray(this.offset, this.offset + this.length)
  }

  parse(): KubeObject {
    return parseObject(this.bytes.toString())
  }

  view(): KubeObject {
    if (this.#view === undefined) this.keepView(this.parse())
    return this.#view as KubeObject
  }

  keepView(view: KubeObject): void {
    this.#view = view
    const oldest = viewed[viewedAt]
    if (oldest !== undefined && oldest !== this) oldest.#view = undefined
    viewed[viewedAt] = this
    viewedAt = (viewedAt + 1) % viewed.length
  }

  labels(): Labels {
    if (this.#labels === notRead) this.#labels = labelsOf(this.bytes)
    return this.#labels as Labels
  }

  fields(shape: ResourceShape): Fields {
    if (this.#fields === undefined || this.shape !== shape) {
      this.shape = shape
      this.#fields = shape.selectable(this.#view ?? this.parse())
    }
    return this.#fields
  }

  /** The same state under another revision: what a deletion shows. */
  at(revision: number): LooseObject {
    const { bytes } = this
    const digits = String(revision)
    const rest = this.revisionAt + String(this.revision).length
    const out = Buffer.allocUnsafe(this.revisionAt + digits.length + bytes.length - rest)
    bytes.copy(out, 0, 0, this.revisionAt)
    out.write(digits, this.revisionAt, 'latin1')
    bytes.copy(out, this.revisionAt + digits.length, rest)
    return new LooseObject(this, revision, out, this.bodyAt)
  }

  /** Whether these bytes, which lack the resourceVersion, say the same. */
  equals(plain: Buffer): boolean {
    const point = splicePoint(plain)
    if (point === undefined || this.problem !== undefined) return false
    const member = revisionMember(point, this.revision)
    if (plain.length + member.length !== this.length) return false
    const { buffer } = this.slab
    const head = this.offset + point.at
    const tail = head + member.length
    return (
      plain.compare(buffer, this.offset, head, 0, point.at) === 0 &&
      buffer.toString('latin1', head, tail) === member &&
      plain.compare(buffer, tail, this.offset + this.length, point.at) === 0
    )
  }
}

/** A state that is in no index: the last one of a deleted object. */
export class LooseObject implements StoredObject {
  readonly namespace: string
  readonly name: string
  readonly revision: number
  readonly bytes: Buffer
  readonly bodyAt: number
  #view: KubeObject | undefined

  constructor(of: StoredObject, revision: number, bytes: Buffer, bodyAt: number) {
    this.namespace = of.namespace
    this.name = of.name
    this.revision = revision
    this.bytes = bytes
    this.bodyAt = bodyAt
  }

  parse(): KubeObject {
    return parseObject(this.bytes.toString())
  }

  view(): KubeObject {
    this.#view ??= this.parse()
    return this.#view
  }
}
