// in: a place for records → out: the same, which gets none that is too large. Never: a record cut in its middle.
import type { Dict } from '@binnacle/meta'
import type { AuditSink } from './audit-sink.ts'

const note = { 'audit.k8s.io/truncated': 'true' }

/** Beyond `bytesMax` a record loses its objects; one that is too large even then is dropped. */
export function truncating(sink: AuditSink, bytesMax: number): AuditSink {
  let dropped = 0
  return {
    put(event) {
      const fitting = fit(event, bytesMax)
      if (fitting) sink.put(fitting)
      else dropped++
    },
    get dropped() {
      return dropped + sink.dropped
    },
    close: () => sink.close(),
  }
}

function fit(event: Dict, bytesMax: number): Dict | undefined {
  if (bytesOf(event) <= bytesMax) return event
  if (event.level === 'Metadata') return undefined
  const { requestObject: _request, responseObject: _response, ...rest } = event
  const shorter = { ...rest, annotations: { ...event.annotations, ...note } }
  return bytesOf(shorter) <= bytesMax ? shorter : undefined
}

function bytesOf(event: Dict): number {
  return Buffer.byteLength(JSON.stringify(event))
}
