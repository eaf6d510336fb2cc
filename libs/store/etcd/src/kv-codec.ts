// in: a request of the KV service → out: its protobuf bytes, and answers back. Never: sockets.
import type {
  Guard,
  KeyEvent,
  KeyValue,
  Operation,
  Put,
  RangeAnswer,
  RangeQuery,
  Txn,
  TxnAnswer,
  WatchAnswer,
  WatchStart,
} from './kv.ts'
import { WireReader, WireWriter } from './wire.ts'

const nothing = Buffer.alloc(0)

export function encodeRange(query: RangeQuery): Buffer {
  const out = new WireWriter()
  out.text(1, query.key)
  out.text(2, query.rangeEnd ?? '')
  out.number(3, query.limit ?? 0)
  out.number(4, query.revision ?? 0)
  out.flag(7, query.serializable)
  out.flag(8, query.keysOnly)
  out.flag(9, query.countOnly)
  return out.done()
}

function readRevision(reader: WireReader): number {
  let revision = 0
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 3) revision = reader.number()
    else reader.skip()
  }
  return revision
}

function readKeyValue(reader: WireReader): KeyValue {
  let key = ''
  let createRevision = 0
  let modRevision = 0
  let version = 0
  let value: Buffer = nothing
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) key = reader.text()
    else if (field === 2) createRevision = reader.number()
    else if (field === 3) modRevision = reader.number()
    else if (field === 4) version = reader.number()
    else if (field === 5) value = reader.bytes()
    else reader.skip()
  }
  return { key, createRevision, modRevision, version, value }
}

function readRange(reader: WireReader): RangeAnswer {
  const kvs: KeyValue[] = []
  let revision = 0
  let more = false
  let count = 0
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) revision = readRevision(reader.message())
    else if (field === 2) kvs.push(readKeyValue(reader.message()))
    else if (field === 3) more = reader.number() !== 0
    else if (field === 4) count = reader.number()
    else reader.skip()
  }
  return { revision, kvs, more, count }
}

export function decodeRange(bytes: Buffer): RangeAnswer {
  return readRange(new WireReader(bytes))
}

function encodePut(put: Put): Buffer {
  const out = new WireWriter(put.value.length + put.key.length + 32)
  out.text(1, put.key)
  out.bytes(2, put.value)
  if (put.lease !== undefined) out.big(3, put.lease)
  return out.done()
}

function encodeOperation(operation: Operation): Buffer {
  if ('put' in operation) {
    const put = encodePut(operation.put)
    const wrapped = new WireWriter(put.length + 8)
    wrapped.bytes(2, put)
    return wrapped.done()
  }
  const out = new WireWriter()
  if ('range' in operation) {
    out.bytes(1, encodeRange(operation.range))
  } else if ('txn' in operation) {
    out.bytes(4, encodeTxn(operation.txn))
  } else {
    const remove = new WireWriter()
    remove.text(1, operation.remove.key)
    out.bytes(3, remove.done())
  }
  return out.done()
}

function encodeGuard(guard: Guard): Buffer {
  const out = new WireWriter('value' in guard ? guard.value.length + guard.key.length + 32 : 128)
  if ('modRevision' in guard) out.number(2, 2)
  else if ('value' in guard) out.number(2, 3)
  out.text(3, guard.key)
  if ('modRevision' in guard) out.numberAlways(6, guard.modRevision)
  else if ('value' in guard) out.bytes(7, guard.value)
  else out.numberAlways(4, guard.version)
  return out.done()
}

export function encodeTxn(txn: Txn): Buffer {
  if (!hasInner(txn)) return encodeFlat(txn)
  const { list, length } = piecesOf(txn, new Map())
  return Buffer.concat(list, length)
}

function encodeFlat(txn: Txn): Buffer {
  const out = new WireWriter(1024)
  for (const guard of txn.guards) out.bytes(1, encodeGuard(guard))
  for (const operation of txn.then) out.bytes(2, encodeOperation(operation))
  for (const operation of txn.otherwise) out.bytes(3, encodeOperation(operation))
  return out.done()
}

function hasInner({ then, otherwise }: Txn): boolean {
  return then.some((one) => 'txn' in one) || otherwise.some((one) => 'txn' in one)
}

/** Bytes in parts: what lies deep inside is not copied at each level. */
interface Pieces {
  readonly list: Uint8Array[]
  length: number
}

function addPieces(to: Pieces, field: number, inner: Pieces): void {
  const head = new WireWriter(16)
  head.head(field, inner.length)
  const bytes = head.done()
  to.list.push(bytes)
  for (const piece of inner.list) to.list.push(piece)
  to.length += bytes.length + inner.length
}

/** The same operation may stand in many branches: `known` has those that were met. */
function piecesOf(txn: Txn, known: Map<Operation, Buffer>): Pieces {
  const pieces: Pieces = { list: [], length: 0 }
  const add = (field: number, bytes: Uint8Array) =>
    addPieces(pieces, field, { list: [bytes], length: bytes.length })
  const addOperation = (field: number, operation: Operation) => {
    if (!('txn' in operation)) {
      const bytes = known.get(operation) ?? encodeOperation(operation)
      known.set(operation, bytes)
      return add(field, bytes)
    }
    const wrapped: Pieces = { list: [], length: 0 }
    addPieces(wrapped, 4, piecesOf(operation.txn, known))
    addPieces(pieces, field, wrapped)
  }
  for (const guard of txn.guards) add(1, encodeGuard(guard))
  for (const operation of txn.then) addOperation(2, operation)
  for (const operation of txn.otherwise) addOperation(3, operation)
  return pieces
}

interface OperationAnswer {
  readonly range?: RangeAnswer
  readonly txn?: TxnAnswer
}

function readResponse(reader: WireReader): OperationAnswer {
  let answer: OperationAnswer = {}
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) answer = { range: readRange(reader.message()) }
    else if (field === 4) answer = { txn: readTxn(reader.message()) }
    else reader.skip()
  }
  return answer
}

function readTxn(reader: WireReader): TxnAnswer {
  const ranges: (RangeAnswer | undefined)[] = []
  let inner: TxnAnswer | undefined
  let revision = 0
  let succeeded = false
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) revision = readRevision(reader.message())
    else if (field === 2) succeeded = reader.number() !== 0
    else if (field === 3) {
      const { range, txn } = readResponse(reader.message())
      ranges.push(range)
      inner = txn ?? inner
    } else reader.skip()
  }
  return inner === undefined
    ? { revision, succeeded, ranges }
    : { revision, succeeded, ranges, inner }
}

export function decodeTxn(bytes: Buffer): TxnAnswer {
  return readTxn(new WireReader(bytes))
}

/** The revision in the header of an answer of which nothing else matters. */
export function decodeHeader(bytes: Buffer): number {
  const reader = new WireReader(bytes)
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) return readRevision(reader.message())
    reader.skip()
  }
  return 0
}

export function encodeCompact(revision: number, physical: boolean): Buffer {
  const out = new WireWriter(16)
  out.number(1, revision)
  out.flag(2, physical)
  return out.done()
}

export function encodeWatch(start: WatchStart): Buffer {
  const create = new WireWriter()
  create.text(1, start.key)
  create.text(2, start.rangeEnd ?? '')
  create.number(3, start.startRevision)
  create.flag(4, start.progress)
  create.flag(6, start.previous)
  create.flag(8, true)
  const out = new WireWriter()
  out.bytes(1, create.done())
  return out.done()
}

/** Asks for a progress notice on a watch stream. */
export function encodeProgressRequest(): Buffer {
  const out = new WireWriter(8)
  out.bytes(3, nothing)
  return out.done()
}

function readEvent(reader: WireReader): KeyEvent {
  let deleted = false
  let kv: KeyValue | undefined
  let previous: KeyValue | undefined
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) deleted = reader.number() === 1
    else if (field === 2) kv = readKeyValue(reader.message())
    else if (field === 3) previous = readKeyValue(reader.message())
    else reader.skip()
  }
  if (kv === undefined) throw new Error('etcd sent an event without a key')
  return { deleted, kv, previous }
}

export function decodeWatch(bytes: Buffer): WatchAnswer {
  const reader = new WireReader(bytes)
  const events: KeyEvent[] = []
  const answer = { revision: 0, created: false, canceled: false, compactRevision: 0, reason: '' }
  let fragment = false
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) answer.revision = readRevision(reader.message())
    else if (field === 3) answer.created = reader.number() !== 0
    else if (field === 4) answer.canceled = reader.number() !== 0
    else if (field === 5) answer.compactRevision = reader.number()
    else if (field === 6) answer.reason = reader.text()
    else if (field === 7) fragment = reader.number() !== 0
    else if (field === 11) events.push(readEvent(reader.message()))
    else reader.skip()
  }
  return { ...answer, fragment, events }
}
