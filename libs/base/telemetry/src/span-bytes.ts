// in: spans of one process → out: the message of OTLP's trace service in protobuf.
import type { Span } from './span.ts'

const serverKind = 2
const errorCode = 2

/** `resource`: who speaks, by OpenTelemetry's names (`service.name`). */
export function exportRequest(
  spans: readonly Span[],
  resource: Readonly<Record<string, string>>,
): Buffer {
  const scope = bytes(1, bytes(1, Buffer.from('binnacle')))
  const all = spans.map((span) => bytes(2, spanMessage(span)))
  const scopeSpans = bytes(2, Buffer.concat([scope, ...all]))
  return bytes(1, Buffer.concat([bytes(1, attributes(1, resource)), scopeSpans]))
}

function spanMessage(span: Span): Buffer {
  const { parentSpanId, link } = span
  return Buffer.concat([
    bytes(1, hex(span.traceId)),
    bytes(2, hex(span.spanId)),
    ...(parentSpanId === undefined ? [] : [bytes(4, hex(parentSpanId))]),
    bytes(5, Buffer.from(span.name)),
    number(6, serverKind),
    fixed64(7, span.startNs),
    fixed64(8, span.endNs),
    attributes(9, span.attributes),
    ...(link === undefined
      ? []
      : [bytes(13, Buffer.concat([bytes(1, hex(link.traceId)), bytes(2, hex(link.spanId))]))]),
    ...(span.failed ? [bytes(15, number(3, errorCode))] : []),
  ])
}

function attributes(field: number, all: Readonly<Record<string, string | number>>): Buffer {
  const pairs = Object.entries(all).map(([key, value]) => {
    const any = typeof value === 'number' ? number(3, value) : bytes(1, Buffer.from(value))
    return bytes(field, Buffer.concat([bytes(1, Buffer.from(key)), bytes(2, any)]))
  })
  return Buffer.concat(pairs)
}

function hex(digits: string): Buffer {
  return Buffer.from(digits, 'hex')
}

function bytes(field: number, value: Buffer): Buffer {
  return Buffer.concat([varint(field * 8 + 2), varint(value.length), value])
}

function number(field: number, value: number): Buffer {
  return Buffer.concat([varint(field * 8), varint(value)])
}

function fixed64(field: number, value: bigint): Buffer {
  const out = Buffer.alloc(8)
  out.writeBigUInt64LE(value)
  return Buffer.concat([varint(field * 8 + 1), out])
}

function varint(value: number): Buffer {
  const out: number[] = []
  let rest = value
  for (; rest >= 0x80; rest = Math.floor(rest / 0x80)) out.push((rest % 0x80) | 0x80)
  out.push(rest)
  return Buffer.from(out)
}
