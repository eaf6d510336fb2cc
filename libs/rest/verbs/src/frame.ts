// in: events of a watch and the form asked for → out: their frames, one line each. Never: waiting or writing.
import type { ResourceDef } from '@binnacle/catalogue'
import { frameEvent, toPartial } from '@binnacle/codec'
import { type ApiError, type Dict, formatApiVersion, type KubeObject } from '@binnacle/meta'
import type { WatchEvent } from '@binnacle/objects'
import type { Form } from './form.ts'
import { tableOf } from './table.ts'
import { servedAsStored, toServed } from './versions.ts'

export interface Framer {
  /** One for each event, in order. */
  frames(events: readonly WatchEvent[]): Uint8Array[]
  /** The ERROR event that ends a watch. */
  failure(error: ApiError): Uint8Array
}

const heads = {
  ADDED: Buffer.from('{"type":"ADDED","object":'),
  MODIFIED: Buffer.from('{"type":"MODIFIED","object":'),
  DELETED: Buffer.from('{"type":"DELETED","object":'),
}
const tail = Buffer.from('}\n')

/** An empty object of the kind that says how far the watch is. */
function bookmark(event: WatchEvent, def: ResourceDef): KubeObject {
  const metadata: KubeObject['metadata'] = { resourceVersion: String(event.revision) }
  if (event.initialEventsEnd) metadata.annotations = { 'k8s.io/initial-events-end': 'true' }
  return { kind: def.kind, apiVersion: formatApiVersion(def), metadata }
}

export function framerOf(def: ResourceDef, form: Form): Framer {
  const plain = form.transform === undefined && servedAsStored(def)
  const shown = plain ? undefined : showing(def, form)
  return {
    frames: (events) => events.map((event) => framed(event, def, shown)),
    failure: (error) => Buffer.from(frameEvent('ERROR', JSON.stringify(error.status))),
  }
}

function framed(event: WatchEvent, def: ResourceDef, shown: Shown | undefined): Uint8Array {
  const { type, object } = event
  if (type === 'BOOKMARK' || object === undefined) {
    const mark = bookmark(event, def)
    return Buffer.from(frameEvent('BOOKMARK', JSON.stringify(shown ? shown(mark, mark) : mark)))
  }
  if (shown !== undefined)
    return Buffer.from(frameEvent(type, JSON.stringify(shown(object.parse()))))
  // The same bytes for all who see this event.
  return event.frame?.() ?? Buffer.concat([heads[type], object.bytes, tail])
}

/** The object as stored; `served` where it needs no conversion. */
type Shown = (object: KubeObject, served?: KubeObject) => Dict

/** Columns come with the first table only. */
function showing(def: ResourceDef, form: Form): Shown {
  const { transform } = form
  const inVersion: Shown = (object, served) => served ?? toServed(object, def)
  if (transform === undefined) return inVersion
  if (transform.kind !== 'Table') {
    return (object, served) => toPartial(inVersion(object, served) as KubeObject, transform.version)
  }
  let withoutColumns = false
  return (object) => {
    const { resourceVersion } = object.metadata
    const now = new Date()
    const parts = { def, form, metadata: { resourceVersion }, now, single: true, withoutColumns }
    withoutColumns = true
    return tableOf([object], parts)
  }
}
