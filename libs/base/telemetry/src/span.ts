// in: nothing → out: what a span is, and how a caller's traceparent is read. Never: a clock.

export interface RemoteParent {
  /** 32 hex digits. */
  readonly traceId: string
  /** 16 hex digits. */
  readonly spanId: string
  readonly sampled: boolean
}

export interface Span {
  readonly traceId: string
  readonly spanId: string
  readonly parentSpanId: string | undefined
  /** A span of another trace that led to this one. */
  readonly link: RemoteParent | undefined
  readonly name: string
  /** Since 1970, in nanoseconds. */
  readonly startNs: bigint
  readonly endNs: bigint
  readonly attributes: Readonly<Record<string, string | number>>
  readonly failed: boolean
}

const form = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/

/** W3C trace context; undefined where there is none, or none that counts. */
export function readTraceparent(header: string | undefined): RemoteParent | undefined {
  const [, version = '', traceId = '', spanId = '', flags = '', more] =
    form.exec(header ?? '') ?? []
  if (traceId === '' || version === 'ff' || (version === '00' && more !== undefined))
    return undefined
  if (/^0+$/.test(traceId) || /^0+$/.test(spanId)) return undefined
  return { traceId, spanId, sampled: (Number.parseInt(flags, 16) & 1) === 1 }
}
