// in: spans → out: sent to a collector (OTLP by gRPC), in batches. Never: a request that waits for it.
import type { ClientHttp2Session, IncomingHttpHeaders } from 'node:http2'
import { connect } from 'node:net'
import { exportRequest } from './span-bytes.ts'
import type { Span } from './span.ts'

export interface SpanExporter {
  add(span: Span): void
  /** Sends what waits, and hangs up. */
  close(): Promise<void>
}

export interface ExporterSettings {
  /** `localhost:4317`, `dns:///host:4317`, `unix:///run/otel.sock`, `unix-abstract:name`. */
  readonly endpoint: string
  readonly resource: Readonly<Record<string, string>>
  /** Told when spans were lost: how many, and why. */
  lost(count: number, why: string): void
}

const path = '/opentelemetry.proto.collector.trace.v1.TraceService/Export'
const batchMax = 512
/** Spans beyond are lost: a collector that is down costs no memory. */
const waitingMax = 2048
const everyMs = 5_000
const answerWithinMs = 10_000

export function createSpanExporter(settings: ExporterSettings): SpanExporter {
  const waiting: Span[] = []
  let overflow = 0
  let session: ClientHttp2Session | undefined
  let sending: Promise<void> | undefined

  const connected = async (): Promise<ClientHttp2Session> => {
    if (session !== undefined && !session.closed && !session.destroyed) return session
    session = await open(settings.endpoint)
    return session
  }
  const sendAll = async (): Promise<void> => {
    if (overflow > 0) settings.lost(overflow, 'too many wait')
    overflow = 0
    while (waiting.length > 0) {
      const batch = waiting.splice(0, batchMax)
      try {
        await call(await connected(), exportRequest(batch, settings.resource))
      } catch (error) {
        settings.lost(batch.length, (error as Error).message)
      }
    }
  }
  const flush = (): Promise<void> => {
    sending ??= sendAll().finally(() => {
      sending = undefined
    })
    return sending
  }
  const timer = setInterval(() => void flush(), everyMs)
  timer.unref()
  return {
    add(span) {
      if (waiting.length >= waitingMax) overflow++
      else if (waiting.push(span) === batchMax) void flush()
    },
    async close() {
      clearInterval(timer)
      await flush()
      session?.close()
    },
  }
}

async function open(endpoint: string): Promise<ClientHttp2Session> {
  // 7 MB that few ask for.
  const http2 = await import('node:http2')
  const socket = /^unix:(?:\/\/)?(.+)$/.exec(endpoint)?.[1]
  const abstract = /^unix-abstract:(?:\/\/)?(.+)$/.exec(endpoint)?.[1]
  const local = socket ?? (abstract === undefined ? undefined : `\0${abstract}`)
  const session =
    local === undefined
      ? http2.connect(`http://${endpoint.replace(/^dns:(\/\/[^/]*\/)?/, '')}`)
      : http2.connect('http://localhost', { createConnection: () => connect(local) })
  // The calls on it fail too, and say so.
  session.on('error', () => undefined)
  session.unref()
  return session
}

function call(session: ClientHttp2Session, message: Buffer): Promise<void> {
  const head = Buffer.alloc(5)
  head.writeUInt32BE(message.length, 1)
  return new Promise((resolve, reject) => {
    const stream = session.request({
      ':method': 'POST',
      ':path': path,
      'content-type': 'application/grpc',
      te: 'trailers',
    })
    let status: string | undefined
    const read = (headers: IncomingHttpHeaders): void => {
      status = String(headers['grpc-status'] ?? status ?? '')
    }
    stream.on('response', read).on('trailers', read)
    stream.on('error', reject)
    stream.setTimeout(answerWithinMs, () => stream.destroy(new Error('no answer in time')))
    stream.on('close', () => {
      if (status === '0') resolve()
      else reject(new Error(`the collector answered with status ${status || 'none'}`))
    })
    stream.resume()
    stream.end(Buffer.concat([head, message]))
  })
}
