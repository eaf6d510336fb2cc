// in: a draft, the live object and who writes → out: who owns which field. Never: how ownership is worked out.
import {
  formatApiVersion,
  formatTime,
  type KubeObject,
  type ManagedFieldsEntry,
  parseApiVersion,
} from '@binnacle/meta'
import {
  type Convert,
  fieldFilter,
  keepManagedTimes as managedTimesKept,
  trackUpdate,
  type WriteFacts,
} from '@binnacle/patch'
import { performApart } from './apart/apart.ts'
import { type PlainFacts, plainFacts } from './apart/plain-facts.ts'
import { copyOf } from './body.ts'
import { asStored } from './as-stored.ts'
import { ConversionFault } from './conversion/ask-webhook.ts'
import { type Awaited, withConversions } from './conversion/with-conversions.ts'
import { setManagedFields } from './set-managed-fields.ts'
import { inRequestVersion, toServed, toStorage } from './versions.ts'
import type { Write } from './write.ts'
import type { Live } from './write-over.ts'

function converter({ def, tools }: Write, awaited: Awaited | undefined): Convert {
  const catalogue = tools.surroundings.catalogue.current()
  return (object, apiVersion) => {
    const other = catalogue.byKind(parseApiVersion(apiVersion), def.kind)
    if (other === undefined) return undefined
    if (awaited !== undefined) {
      return { object: awaited.converted(object, apiVersion), type: other.type }
    }
    const from = catalogue.byKind(parseApiVersion(object.apiVersion), def.kind) ?? def
    const converted = toServed(toStorage(copyOf(object), from), other)
    return { object: converted, type: other.type }
  }
}

/** `awaited`: the conversions that a webhook makes. */
export function writeFacts(write: Write, manager: string, awaited?: Awaited): WriteFacts {
  const { def, kind, subresource, context } = write
  return {
    apiVersion: formatApiVersion(def),
    type: def.type,
    subresource,
    manager,
    time: formatTime(context.now),
    convert: converter(write, awaited),
    filter: fieldFilter(kind.resetFields?.[subresource], kind.keptFields?.[subresource]),
  }
}

/** The facts in a form that another thread can use; undefined: this one has to do it. */
export function factsApart(
  write: Write,
  manager: string,
  live: KubeObject | undefined,
): PlainFacts | undefined {
  const { kind, subresource } = write
  const rules = { reset: kind.resetFields?.[subresource], kept: kind.keptFields?.[subresource] }
  return plainFacts(writeFacts(write, manager), rules, live?.metadata?.managedFields)
}

/** What is stored, or would be, as another thread reads it. */
export function textApart({ def }: Write, live: Live | undefined): string | Uint8Array | undefined {
  if (live === undefined) return undefined
  if (asStored.one(def, live.stored)) return live.stored.bytes
  return JSON.stringify(inRequestVersion(live.object, def))
}

/** Owners as another thread tells them. */
export function readOwners(owners: string | undefined): ManagedFieldsEntry[] | undefined {
  return owners === undefined ? undefined : JSON.parse(owners)
}

/** As trackUpdateBy; of a large object on another thread, while others are served. */
export async function trackApart(
  write: Write,
  manager: string,
  object: KubeObject,
  live?: Live,
  sent?: readonly ManagedFieldsEntry[],
): Promise<void> {
  const facts = factsApart(write, manager, live?.object)
  if (facts === undefined) {
    await trackUpdateBy(write, manager, object, live?.object, sent)
    return
  }
  const was = textApart(write, live)
  const now = JSON.stringify(inRequestVersion(object, write.def))
  const { owners } = await performApart({ what: 'track', facts, was, now, sent })
  setManagedFields(object, readOwners(owners))
}

/**
 * Sets managedFields of a draft that replaces `live` (undefined: there is none). `sent`: what the client sent in
 * place of what the draft holds.
 */
export async function trackUpdateBy(
  write: Write,
  manager: string,
  object: KubeObject,
  live: KubeObject | undefined,
  sent?: readonly ManagedFieldsEntry[],
): Promise<void> {
  const was = live && inRequestVersion(live, write.def)
  const now = inRequestVersion(object, write.def)
  let entries: ManagedFieldsEntry[] | undefined
  try {
    entries = await withConversions(write.tools, write.def, (awaited) =>
      trackUpdate({ ...writeFacts(write, manager, awaited), sent, was, now }),
    )
  } catch (error) {
    // Upstream writes all the same, and forgets who owns what.
    if (!(error instanceof ConversionFault)) throw error
  }
  setManagedFields(object, entries)
}

/** A write that changes nothing but times of ownership keeps the old ones, and so is no change at all. */
export function keepManagedTimes(object: KubeObject, was: KubeObject): void {
  setManagedFields(object, managedTimesKept(was, object))
}
