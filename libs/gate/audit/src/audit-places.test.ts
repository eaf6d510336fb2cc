import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { Dict } from '@binnacle/meta'
import { createOutbound } from '@binnacle/outbound'
import { describe, expect, it } from 'vitest'
import { createAuditLog } from './audit-log.ts'
import { createAuditWebhook } from './audit-webhook.ts'
import { throttled } from './throttle.ts'
import { truncating } from './truncate.ts'

describe('where records go', () => {
  it('turns the log over, keeps as many files as told, and never waits for a full disk', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'audit-'))
    const troubles: string[] = []
    const settings = { path: join(folder, 'a.log'), maxSize: 1, maxBackup: 1, maxAge: 0 }
    const log = createAuditLog(settings, (text) => troubles.push(text))
    for (let round = 0; round < 4; round++) {
      log.put({ round, text: 'x'.repeat(600_000) })
      await new Promise((resolve) => setTimeout(resolve, 60))
    }
    await log.close()
    expect(readdirSync(folder).length).toBe(2)
    expect(JSON.parse(readFileSync(settings.path, 'utf8')).round).toBe(3)
    const gone = createAuditLog({ ...settings, path: join(settings.path, 'a.log') }, (text) => {
      troubles.push(text)
    })
    gone.put({})
    await gone.close()
    expect([gone.dropped, troubles.length]).toEqual([1, 1])
    rmSync(folder, { recursive: true })
  })

  it('packs old files, and makes the folder that it is told', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'audit-'))
    const path = join(folder, 'new', 'a.log')
    const settings = { path, maxSize: 1, maxBackup: 0, maxAge: 0, compress: true }
    const log = createAuditLog(settings, () => {})
    for (let round = 0; round < 2; round++) {
      log.put({ round, text: 'x'.repeat(600_000) })
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    await log.close()
    const [packed = ''] = readdirSync(join(folder, 'new')).filter((name) => name !== 'a.log')
    expect(packed).toMatch(/^a-.*\.log\.gz$/)
    const old = gunzipSync(readFileSync(join(folder, 'new', packed))).toString()
    expect(JSON.parse(old).round).toBe(0)
    rmSync(folder, { recursive: true })
  })

  it('writes lines of text for who wants the legacy format', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'audit-'))
    const path = join(folder, 'a.log')
    const settings = { path, maxSize: 0, maxBackup: 0, maxAge: 0, format: 'legacy' } as const
    const log = createAuditLog(settings, () => {})
    log.put({
      auditID: 'id-1',
      stage: 'ResponseComplete',
      sourceIPs: ['192.0.2.7'],
      verb: 'get',
      user: { username: 'ann', groups: ['g', 'h'] },
      objectRef: { namespace: 'n' },
      userAgent: 'test',
      requestURI: '/api/v1/namespaces/n/pods/a',
      responseStatus: { code: 200 },
      requestReceivedTimestamp: '2026-01-02T03:04:05.120000Z',
    })
    await log.close()
    expect(readFileSync(path, 'utf8')).toBe(
      '2026-01-02T03:04:05.12Z AUDIT: id="id-1" stage="ResponseComplete" ip="192.0.2.7" method="get" user="ann" groups="\\"g\\",\\"h\\"" as="<self>" asgroups="<lookup>" user-agent="test" namespace="n" uri="/api/v1/namespaces/n/pods/a" response="200"\n',
    )
    rmSync(folder, { recursive: true })
  })

  it('takes the objects out of records that are too large', () => {
    const events: Dict[] = []
    const sink = {
      put: (event: Dict) => void events.push(event),
      dropped: 0,
      close: async () => {},
    }
    const small = truncating(sink, 200)
    small.put({ level: 'Request', id: 1, requestObject: 'x' })
    small.put({ level: 'RequestResponse', id: 2, responseObject: 'x'.repeat(300) })
    small.put({ level: 'Request', id: 3, requestURI: 'x'.repeat(300) })
    expect(events).toEqual([
      { level: 'Request', id: 1, requestObject: 'x' },
      { level: 'RequestResponse', id: 2, annotations: { 'audit.k8s.io/truncated': 'true' } },
    ])
    expect(small.dropped).toBe(1)
  })

  it('calls no oftener than it may', async () => {
    const turn = throttled({ perSecond: 50, burst: 2 })
    const beganMs = performance.now()
    for (let call = 0; call < 4; call++) await turn()
    const tookMs = performance.now() - beganMs
    expect(tookMs).toBeGreaterThan(30)
  })

  const limits = {
    batchSizeMax: 10,
    batchWaitMs: 10_000,
    bufferMax: 10,
    firstRetryMs: 1,
    throttle: undefined,
    batchBytesMax: undefined,
  }

  it('tries a webhook again, and begins a new call where the records grow too large', async () => {
    const sizes: number[] = []
    const server = createServer(async (incoming, outgoing) => {
      const chunks = await incoming.toArray()
      sizes.push(JSON.parse(Buffer.concat(chunks).toString()).items.length)
      outgoing.statusCode = sizes.length === 1 ? 500 : 200
      outgoing.end('{}')
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const outbound = createOutbound({ url: `http://127.0.0.1:${port}/audit` })
    const webhook = createAuditWebhook(outbound, { ...limits, batchBytesMax: 150 }, () => {})
    for (const id of [1, 2, 3]) webhook.put({ id, text: 'x'.repeat(50) })
    await webhook.close()
    server.close()
    expect(sizes).toEqual([2, 2, 1])
  })

  it('sends lists to a webhook', async () => {
    const lists: Dict[] = []
    const server = createServer((incoming, outgoing) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk) => chunks.push(chunk))
      incoming.on('end', () => {
        lists.push(JSON.parse(Buffer.concat(chunks).toString()))
        outgoing.end('{}')
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    const outbound = createOutbound({ url: `http://127.0.0.1:${port}/audit` })
    const webhook = createAuditWebhook(outbound, { ...limits, batchSizeMax: 2 }, () => {})
    for (const id of [1, 2, 3]) webhook.put({ id })
    await webhook.close()
    server.close()
    expect(lists.map(({ kind, items }) => [kind, items.length])).toEqual([
      ['EventList', 2],
      ['EventList', 1],
    ])
  })
})
