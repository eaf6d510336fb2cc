// in: a piece of work on one large object, as text → out: its result, as text. Never: a store, or state.
import { builtinType, type TypeDef } from '@binnacle/catalogue'
import type { KubeObject, ManagedFieldsEntry } from '@binnacle/meta'
import { parseObject } from '@binnacle/objects'
import { fieldFilter, serverSideApply, trackUpdate, type WriteFacts } from '@binnacle/patch'
import { type Configured, configurationOf } from '../read-patch.ts'

type Paths = readonly (readonly string[])[]

/** WriteFacts as they can be sent to another thread. */
export interface PlainFacts extends Omit<WriteFacts, 'type' | 'convert' | 'filter'> {
  /** A built-in type goes by its name. */
  readonly type: TypeDef | string | undefined
  readonly reset: Paths | undefined
  readonly kept: Paths | undefined
}

export type Job =
  | { readonly what: 'read'; readonly bytes: Uint8Array }
  | {
      readonly what: 'apply'
      readonly facts: PlainFacts
      readonly kind: string
      readonly force: boolean
      readonly live: string | undefined
      readonly applied: string
    }
  | {
      readonly what: 'track'
      readonly facts: PlainFacts
      readonly was: string | undefined
      readonly now: string
    }

export interface Done {
  /** The configuration read, or the object that an apply made; undefined: as it was. */
  readonly object?: string
  readonly managedFields?: ManagedFieldsEntry[] | undefined
  readonly duplicates?: Configured['duplicates']
}

const builtinPrefix = 'io.k8s.'

/** undefined: only the thread that has the catalogue can do it. */
export function plainFacts(
  facts: WriteFacts,
  rules: { readonly reset: Paths | undefined; readonly kept: Paths | undefined },
  owners: readonly ManagedFieldsEntry[] | undefined,
): PlainFacts | undefined {
  const { apiVersion, type, subresource, manager, time } = facts
  if (owners?.some((entry) => entry.apiVersion !== apiVersion)) return undefined
  const named = type?.kind === 'object' && type.name.startsWith(builtinPrefix)
  const sent = named ? type.name : type
  return { apiVersion, type: sent, subresource, manager, time, ...rules }
}

function wholeFacts({ type, reset, kept, ...facts }: PlainFacts): WriteFacts {
  const linked = typeof type === 'string' ? builtinType(type.slice(builtinPrefix.length)) : type
  return { ...facts, type: linked, filter: fieldFilter(reset, kept) }
}

const parsed = (text: string | undefined) => (text === undefined ? undefined : parseObject(text))

/** Throws ApiError. */
export function performJob(job: Job): Done {
  if (job.what === 'read') {
    const { object, duplicates } = configurationOf(job.bytes)
    return { object: JSON.stringify(object), duplicates }
  }
  const facts = wholeFacts(job.facts)
  if (job.what === 'track') {
    const [was, now] = [parsed(job.was), parseObject(job.now)]
    return { managedFields: trackUpdate({ ...facts, was, now }) }
  }
  const { kind, force, live, applied } = job
  const result = serverSideApply({
    ...facts,
    kind,
    force,
    live: parsed(live),
    applied: parsed(applied) as KubeObject,
  })
  const object = result.changed ? JSON.stringify(result.object) : undefined
  return { object, managedFields: result.managedFields }
}
