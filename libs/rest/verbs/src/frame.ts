// in: events of a watch and the form asked for → out: their frames. Never: waiting or writing.
import type { ResourceDef } from '@binnacle/catalogue'
import { encode, frameEvent, frameProtobuf, toPartial } from '@binnacle/codec'
import type { ApiError, Dict, KubeObject } from '@binnacle/meta'
import type { WatchEvent } from '@binnacle/objects'
import { asStored } from './as-stored.ts'
import type { Form } from './form.ts'
import { bookmarkOf } from './bookmark.ts'
import { piecesOf, piecesOfObject } from './protobuf-messages.ts'
import { tableOf } from './table.ts'
import { toServed } from './versions.ts'

export interface Framer {
  /** One for each event, in order. */
  frames(events: readonly WatchEvent[]): Uint8Array[]
  /** The ERROR event that ends a watch. */
  failure(error: ApiError): Uint8Array
  /** No event has the form asked for: the first one ends the watch, as at the reference. */
  readonly unfit?: boolean
}

const heads = {
  ADDED: Buffer.from('{"type":"ADDED","object":'),
  MODIFIED: Buffer.from('{"type":"MODIFIED","object":'),
  DELETED: Buffer.from('{"type":"DELETED","object":'),
}
const tail = Buffer.from('}\n')

/** `delimited`: the frames follow each other in a stream, not one in each message of a socket. */
export function framerOf(def: ResourceDef, form: Form, delimited = true): Framer {
  const unfit = form.transform?.kind === 'PartialObjectMetadataList'
  if (form.format === 'protobuf') return { ...protobufFramer(def, form, delimited), unfit }
  const shown = showing(def, form)
  const plain = form.transform === undefined
  return {
    frames: (events) => events.map((event) => framed(event, def, plain, shown)),
    failure: (error) => Buffer.from(frameEvent('ERROR', JSON.stringify(error.status))),
    unfit,
  }
}

function framed(event: WatchEvent, def: ResourceDef, plain: boolean, shown: Shown): Uint8Array {
  const { type, object } = event
  if (type === 'BOOKMARK' || object === undefined) {
    const mark = bookmarkOf(event, def)
    return Buffer.from(frameEvent('BOOKMARK', JSON.stringify(shown(mark, mark))))
  }
  if (!plain || !asStored.one(def, object))
    return Buffer.from(frameEvent(type, JSON.stringify(shown(object.parse()))))
  // The same bytes for all who see this event.
  return event.frame?.() ?? Buffer.concat([heads[type], object.bytes, tail])
}

function protobufFramer(def: ResourceDef, form: Form, delimited: boolean): Framer {
  const shown = form.transform === undefined ? undefined : showing(def, form)
  const whole = (value: unknown) => [encode(value, form).body as Buffer]
  const piecesIn = (event: WatchEvent): Uint8Array[] => {
    const { object } = event
    if (event.type === 'BOOKMARK' || object === undefined) {
      const mark = bookmarkOf(event, def)
      return shown ? whole(shown(mark, mark)) : piecesOfObject(def, mark)
    }
    return shown ? whole(shown(object.parse())) : piecesOf(def, object)
  }
  const framedNew = (event: WatchEvent) => frameProtobuf(event.type, piecesIn(event), delimited)
  const shared = shown === undefined && delimited
  return {
    frames: (events) =>
      events.map((event) => (shared ? recentFrame(def, event, framedNew) : framedNew(event))),
    failure: (error) => frameProtobuf('ERROR', whole(error.status), delimited),
  }
}

interface Recent {
  readonly event: WatchEvent
  readonly def: ResourceDef
  readonly frame: Uint8Array
}

/** Watchers of one kind see an event one after the other: it is framed for the first of them. */
const recent: Recent[] = []
let recentAt = 0
const recentMax = 16

function recentFrame(
  def: ResourceDef,
  event: WatchEvent,
  make: (event: WatchEvent) => Uint8Array,
): Uint8Array {
  for (const each of recent) if (each.event === event && each.def === def) return each.frame
  const frame = make(event)
  recent[recentAt] = { event, def, frame }
  recentAt = (recentAt + 1) % recentMax
  return frame
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
