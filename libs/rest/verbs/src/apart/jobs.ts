// in: a piece of work on one large object, as text → out: its result, as text. Never: a store, or state.
import { typeOf } from '@binnacle/catalogue'
import type { Reply } from '@binnacle/exchange'
import type { GroupVersionKind, KubeObject, ManagedFieldsEntry } from '@binnacle/meta'
import { parseObject, type StoredObject } from '@binnacle/objects'
import { serverSideApply, trackUpdate } from '@binnacle/patch'
import { countFloats, type FloatPath, floatPaths, noteFloats } from '@binnacle/schema'
import {
  decodeApplied,
  decodeOptions,
  decodeReplacement,
  decodeTarget,
  type DecodeTarget,
} from '../body.ts'
import type { Form } from '../form.ts'
import { emptyOwners } from '../empty-owners.ts'
import type { PatchKind } from '../patch-kinds.ts'
import { decodePatched } from '../patch-result.ts'
import { type Configured, configurationOf, readPatch, withRefusal } from '../read-patch.ts'
import { replyObject } from '../render.ts'
import { setManagedFields } from '../set-managed-fields.ts'
import { type Named, settlePatched } from '../settle-names.ts'
import { inRequestVersion, toStorage } from '../versions.ts'
import type { FieldValidation } from '../write-options.ts'
import { type PlainDef, wholeDef } from './plain-def.ts'
import { type PlainFacts, wholeFacts } from './plain-facts.ts'

/** An object's JSON. Bytes may be a part of a larger buffer: they are copied whole when sent. */
type Text = string | Uint8Array

interface SentBody {
  readonly bytes: Uint8Array
  readonly validation: FieldValidation
}

/** A JSON, merge or strategic merge patch. */
export interface SentPatch extends SentBody {
  readonly patchKind: Exclude<PatchKind, 'apply'>
}

/** The body of a create or an update. */
export interface DecodeJob extends SentBody {
  readonly what: 'decode'
  readonly contentType: string | undefined
  readonly def: PlainDef
}

/** A patch, looked at before anybody knows what it will patch. */
export interface CheckPatchJob extends SentPatch {
  readonly what: 'check patch'
}

/** A patch of `live`, up to its managedFields. Both objects are in the version of the request. */
export interface PatchJob extends SentPatch {
  readonly what: 'patch'
  readonly def: PlainDef
  readonly names: Named
  readonly facts: PlainFacts
  readonly live: Text
}

/** A body of another kind than the resource's: a Scale, an Eviction. */
export interface DecodeKindJob extends SentBody {
  readonly what: 'decode kind'
  readonly contentType: string | undefined
  readonly def: PlainDef
  readonly kind: GroupVersionKind
}

/** A patch of an object in another kind, which is stored nowhere. */
export interface PatchViewJob extends SentPatch {
  readonly what: 'patch view'
  readonly kind: GroupVersionKind
  readonly live: string
}

/** The body of a DELETE. */
export interface OptionsJob {
  readonly what: 'options'
  readonly bytes: Uint8Array
  readonly contentType: string | undefined
}

/** The configuration in an apply's body. */
export interface ReadJob {
  readonly what: 'read'
  readonly bytes: Uint8Array
}

export interface ApplyJob {
  readonly what: 'apply'
  readonly facts: PlainFacts
  readonly kind: string
  readonly def: PlainDef
  readonly force: boolean
  readonly validation: FieldValidation
  readonly live: Text | undefined
  readonly applied: string
  /** Of what is applied. */
  readonly floats: readonly FloatPath[] | undefined
  readonly duplicates: Configured['duplicates']
}

export interface TrackJob {
  readonly what: 'track'
  readonly facts: PlainFacts
  readonly was: Text | undefined
  readonly now: Text
  readonly sent?: readonly ManagedFieldsEntry[] | undefined
}

/** The answer that shows a stored object. */
export interface RenderJob {
  readonly what: 'render'
  readonly def: PlainDef
  readonly form: Form
  readonly status: number
  readonly place: Pick<StoredObject, 'namespace' | 'name' | 'revision'>
  readonly bytes: Uint8Array
}

/** All of it can be sent to another thread. */
export type Job =
  | DecodeJob
  | DecodeKindJob
  | OptionsJob
  | PatchViewJob
  | CheckPatchJob
  | PatchJob
  | ReadJob
  | ApplyJob
  | TrackJob
  | RenderJob

export interface Done {
  /** What was read, or the draft that was made; undefined of an apply: as it was. */
  readonly object?: string | undefined
  /** What the object's text does not say; see floatPaths. */
  readonly floats?: readonly FloatPath[] | undefined
  /** JSON of managedFields, where there is no object that has them; undefined: there are none. */
  readonly owners?: string | undefined
  /** Empty managedFields in the body of an update. */
  readonly emptied?: ManagedFieldsEntry[] | undefined
  readonly duplicates?: Configured['duplicates']
  readonly reply?: Reply
}

/** Throws ApiError. `warnings` gets those for the client, also where it throws. */
export function performJob(job: Job, warnings: string[]): Done {
  switch (job.what) {
    case 'decode':
      return decode(job, warnings)
    case 'decode kind':
      return decodeKind(job, warnings)
    case 'options':
      return { object: JSON.stringify(decodeOptions(job.bytes, job.contentType)) }
    case 'check patch':
      readPatch(job.bytes, job.patchKind, job.validation)
      return {}
    case 'patch':
      return patch(job, warnings)
    case 'patch view':
      return patchView(job, warnings)
    case 'read':
      return read(job)
    case 'apply':
      return apply(job)
    case 'track':
      return track(job)
    case 'render':
      return render(job)
  }
}

function parsed(text: Text): KubeObject {
  if (typeof text === 'string') return parseObject(text)
  return parseObject(Buffer.from(text.buffer, text.byteOffset, text.byteLength).toString())
}

/** An object for another thread. `count`: of the floats that were met before it was made. */
export function written(object: KubeObject, count = -1): Done {
  const floats = countFloats() === count ? undefined : floatPaths(object)
  return { object: JSON.stringify(object), floats }
}

/** The object that a job has made. */
export function readDone({ object = '{}', floats = [] }: Done): KubeObject {
  return noteFloats(parseObject(object), floats)
}

function read({ bytes }: ReadJob): Done {
  const count = countFloats()
  const { object, duplicates } = configurationOf(bytes)
  return { ...written(object, count), duplicates }
}

function decode(job: DecodeJob, warnings: string[]): Done {
  const count = countFloats()
  const { object, owners } = decodeReplacement({ ...job, warnings }, wholeDef(job.def))
  return { ...written(object, count), emptied: owners }
}

function targetOf(kind: GroupVersionKind): DecodeTarget {
  const type = typeOf(kind)
  if (type === undefined) throw new Error(`the catalogue has no type of ${kind.kind}`)
  return { ...kind, type }
}

function decodeKind(job: DecodeKindJob, warnings: string[]): Done {
  const count = countFloats()
  return written(decodeTarget({ ...job, warnings }, targetOf(job.kind), wholeDef(job.def)), count)
}

function patchView(job: PatchViewJob, warnings: string[]): Done {
  const count = countFloats()
  const { bytes, patchKind, validation, kind, live } = job
  const target = targetOf(kind)
  const result = readPatch(bytes, patchKind, validation)(parsed(live), target.type)
  return written(decodePatched(result, target, validation, warnings), count)
}

function patch(job: PatchJob, warnings: string[]): Done {
  const { bytes, patchKind, validation, names, live } = job
  const count = countFloats()
  const def = wholeDef(job.def)
  const was = parsed(live)
  const result = readPatch(bytes, patchKind, validation)(was, def.type)
  const sent = emptyOwners(result.document)
  const object = toStorage(decodePatched(result, def, validation, warnings), def)
  settlePatched(names, object)
  const now = inRequestVersion(object, def)
  setManagedFields(object, trackUpdate({ ...wholeFacts(job.facts), sent, was, now }))
  return written(object, count)
}

function apply({ kind, force, validation, live, duplicates, ...job }: ApplyJob): Done {
  const count = countFloats()
  const result = serverSideApply({
    ...wholeFacts(job.facts),
    kind,
    force,
    live: live === undefined ? undefined : parsed(live),
    applied: noteFloats(parseObject(job.applied), job.floats ?? []),
  })
  withRefusal({ object: result.object, duplicates }).refuseStrict(validation)
  const { changed, managedFields } = result
  if (!changed && live !== undefined) return { owners: JSON.stringify(managedFields) }
  const def = wholeDef(job.def)
  const object = toStorage(decodeApplied(result.object, def), def)
  setManagedFields(object, managedFields)
  return written(object, count)
}

function track({ facts, was, now, sent }: TrackJob): Done {
  const managedFields = trackUpdate({
    ...wholeFacts(facts),
    sent,
    was: was === undefined ? undefined : parsed(was),
    now: parsed(now),
  })
  return { owners: JSON.stringify(managedFields) }
}

function render({ def, form, status, place, bytes }: RenderJob): Done {
  const parse = () => parsed(bytes)
  const stored: StoredObject = { ...place, bytes, parse, view: parse }
  return { reply: replyObject.renderStored({ def: wholeDef(def) }, form, stored, status) }
}
