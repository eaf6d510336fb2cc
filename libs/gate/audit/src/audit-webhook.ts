// in: records → out: lists of them sent to a webhook. Never: a request that waits for it.
import { setTimeout as sleep } from 'node:timers/promises'
import type { Dict } from '@binnacle/meta'
import type { Outbound } from '@binnacle/outbound'
import type { AuditSink } from './audit-sink.ts'
import { type Throttle, throttled } from './throttle.ts'

export interface AuditWebhookSettings {
  readonly batchSizeMax: number
  readonly batchWaitMs: number
  /** Records that wait; what is beyond is dropped and counted. */
  readonly bufferMax: number
  /** Before the second try; each next one waits half as long again. */
  readonly firstRetryMs: number
  /** Calls a second, on average; undefined: as many as there are. */
  readonly throttle: Throttle | undefined
  /** Bytes of the records in one call; undefined: any. */
  readonly batchBytesMax: number | undefined
}

const timeoutMs = 30_000
const attemptsMax = 5
const retryFactor = 1.5
const lastRetryMs = 1_000

export function createAuditWebhook(
  outbound: Outbound,
  settings: AuditWebhookSettings,
  onTrouble: (message: string) => void,
): AuditSink {
  const waiting: Dict[] = []
  const closing = new AbortController()
  const turn = throttled(settings.throttle)
  let dropped = 0
  let timer: NodeJS.Timeout | undefined
  let sending: Promise<void> | undefined

  async function sendAll(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    while (waiting.length > 0) {
      const { texts, count } = batchOf(waiting, settings)
      waiting.splice(0, count)
      await turn()
      if (await sendOne(listOf(texts))) continue
      dropped += count
      onTrouble(`audit webhook: ${count} records are lost`)
    }
    sending = undefined
  }

  function send(): Promise<void> {
    sending ??= sendAll()
    return sending
  }

  /** A server that ends does not hope for long. */
  async function waitBefore(attempt: number): Promise<void> {
    const ms = settings.firstRetryMs * retryFactor ** (attempt - 1)
    if (closing.signal.aborted) await sleep(Math.min(ms, lastRetryMs))
    else await sleep(ms, undefined, { ref: false, signal: closing.signal }).catch(() => undefined)
  }

  async function sendOne(body: string): Promise<boolean> {
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      if (attempt > 0) {
        await waitBefore(attempt)
      }
      try {
        const { status } = await outbound.call({ method: 'POST', body, timeoutMs })
        if (status >= 200 && status < 300) return true
        if (status < 500 && status !== 429) return false
      } catch {
        // nobody there: once more
      }
    }
    return false
  }

  return {
    put(event) {
      if (waiting.length >= settings.bufferMax) {
        dropped++
        return
      }
      waiting.push(event)
      if (waiting.length >= settings.batchSizeMax) void send()
      else timer ??= setTimeout(send, settings.batchWaitMs).unref()
    },
    get dropped() {
      return dropped
    },
    async close() {
      closing.abort()
      await send()
      outbound.close()
    },
  }
}

/** As many records, as JSON, as one call may hold; at least one. */
function batchOf(
  waiting: readonly Dict[],
  { batchSizeMax, batchBytesMax = Number.POSITIVE_INFINITY }: AuditWebhookSettings,
): { texts: string[]; count: number } {
  const texts: string[] = []
  let bytes = 0
  for (const event of waiting.slice(0, batchSizeMax)) {
    const text = JSON.stringify(event)
    bytes += Buffer.byteLength(text)
    if (texts.length > 0 && bytes > batchBytesMax) break
    texts.push(text)
  }
  return { texts, count: texts.length }
}

function listOf(texts: readonly string[]): string {
  const head = '{"kind":"EventList","apiVersion":"audit.k8s.io/v1","metadata":{},"items":['
  return `${head}${texts.join(',')}]}`
}
