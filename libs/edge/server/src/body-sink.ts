// in: the writable side of a reply → out: the BodySink that streams write to. Never: unbounded memory unseen.
import type { Writable } from 'node:stream'
import type { BodySink } from '@binnacle/exchange'
import type { RequestLife } from './request-life.ts'

export interface OpenSink {
  readonly sink: BodySink
  /** The server ends the stream: writers see `closed`, the client a clean end. */
  stop(): void
}

export function openSink(out: Writable, life: RequestLife): OpenSink {
  let ended = false
  let stopped = false
  let waiting: (() => void)[] = []
  const listeners: (() => void)[] = []
  const wake = () => {
    const woken = waiting
    waiting = []
    for (const resolve of woken) resolve()
  }
  out.on('drain', wake)
  const close = () => {
    wake()
    for (const listener of listeners.splice(0)) listener()
  }
  life.onOver(close)
  const closed = () => ended || stopped || life.over
  const sink: BodySink = {
    write: (chunk, sent) => {
      if (closed()) return true
      return out.write(chunk, sent && ((error) => error || sent()))
    },
    drained: () =>
      closed() || !out.writableNeedDrain
        ? Promise.resolve()
        : new Promise((resolve) => waiting.push(resolve)),
    end() {
      if (ended) return
      ended = true
      if (!life.over) out.end()
    },
    get closed() {
      return closed()
    },
    onClose(listener) {
      if (stopped || life.over) listener()
      else listeners.push(listener)
    },
    get bufferedBytes() {
      return out.writableLength
    },
  }
  return {
    sink,
    stop() {
      if (closed()) return
      stopped = true
      close()
      ended = true
      out.end()
    },
  }
}
