// Spans reach a collector by gRPC as OTLP's messages; one that is down costs spans, and nothing else.
import { createServer, type Http2Server } from 'node:http2'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { readTraceparent, type Span } from './span.ts'
import { createSpanExporter } from './span-exporter.ts'

const traceId = '0af7651916cd43dd8448eb211c80319c'
const spanId = 'b7ad6b7169203331'
const span: Span = {
  traceId,
  spanId,
  parentSpanId: '00f067aa0ba902b7',
  link: undefined,
  name: 'GET /api/v1/pods',
  startNs: 1_700_000_000_000_000_000n,
  endNs: 1_700_000_000_000_001_000n,
  attributes: { 'http.request.method': 'GET', 'http.response.status_code': 200 },
  failed: false,
}

let server: Http2Server | undefined
afterEach(() => server?.close())

async function collector(listenOn?: string, status = '0') {
  const got: { path: string; body: Buffer }[] = []
  server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece) => pieces.push(Buffer.from(piece)))
    request.on('end', () => {
      got.push({ path: request.url, body: Buffer.concat(pieces) })
      response.writeHead(200, { 'content-type': 'application/grpc' })
      response.write(Buffer.alloc(5))
      response.addTrailers({ 'grpc-status': status })
      response.end()
    })
  })
  const own = server
  await new Promise<void>((resolve) => own.listen(listenOn ?? 0, () => resolve()))
  const address = own.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return { got, endpoint: `localhost:${port}` }
}

function exporter(endpoint: string) {
  const lost: string[] = []
  const resource = { 'service.name': 'apiserver' }
  const to = createSpanExporter({
    endpoint,
    resource,
    lost: (count, why) => lost.push(`${count} ${why}`),
  })
  return { to, lost }
}

describe('spans', () => {
  it('are sent in one batch, with who speaks', async () => {
    const { got, endpoint } = await collector()
    const { to, lost } = exporter(`dns:///${endpoint}`)
    to.add(span)
    to.add({ ...span, failed: true })
    await to.close()
    expect(lost).toEqual([])
    expect(got).toHaveLength(1)
    const { path, body } = got[0] as { path: string; body: Buffer }
    expect(path).toBe('/opentelemetry.proto.collector.trace.v1.TraceService/Export')
    expect(body.readUInt32BE(1)).toBe(body.length - 5)
    const text = body.toString('latin1')
    for (const part of ['service.name', 'apiserver', span.name, 'http.request.method']) {
      expect(text).toContain(part)
    }
    expect(body.toString('hex').split(traceId)).toHaveLength(3)
    // Fields 1, 2 and 4 of a span: the ids, with their lengths.
    expect(body.toString('hex')).toContain(`0a10${traceId}1208${spanId}220800f067aa0ba902b7`)
  })

  it('go through a socket in a folder', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'binnacle-spans-'))
    const { got } = await collector(join(folder, 's'))
    const { to } = exporter(`unix://${join(folder, 's')}`)
    to.add(span)
    await to.close()
    expect(got).toHaveLength(1)
    rmSync(folder, { recursive: true })
  })

  it('are counted as lost where nobody takes them', async () => {
    const refused = exporter((await collector(undefined, '8')).endpoint)
    refused.to.add(span)
    await refused.to.close()
    expect(refused.lost).toEqual(['1 the collector answered with status 8'])
    const nobody = exporter('localhost:1')
    nobody.to.add(span)
    await nobody.to.close()
    expect(nobody.lost).toHaveLength(1)
  })

  it('are lost, not kept, when too many wait', async () => {
    const nobody = exporter('localhost:1')
    for (let i = 0; i < 5000; i++) nobody.to.add(span)
    await nobody.to.close()
    const counts = nobody.lost.map((text) => Number(text.split(' ')[0]))
    expect(counts.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(2048)
  })
})

describe('a traceparent', () => {
  it.each([
    [`00-${traceId}-${spanId}-01`, true],
    [`00-${traceId}-${spanId}-00`, false],
    [`cc-${traceId}-${spanId}-03-what-comes`, true],
  ])('%s is read', (header, sampled) => {
    expect(readTraceparent(header)).toEqual({ traceId, spanId, sampled })
  })

  it.each([
    undefined,
    '',
    `ff-${traceId}-${spanId}-01`,
    `00-${traceId}-${spanId}-01-more`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
  ])('%s does not count', (header) => {
    expect(readTraceparent(header)).toBeUndefined()
  })
})
