// in: records → out: lists of them sent to a webhook. Never: a request that waits for it.
import type { Dict } from '@binnacle/meta'
import type { Outbound } from '@binnacle/outbound'
import type { AuditSink } from './audit-sink.ts'

export interface AuditWebhookSettings {
  readonly batchSizeMax: number
  readonly batchWaitMs: number
  /** Records that wait; what is beyond is dropped and counted. */
  readonly bufferMax: number
}

export const defaultWebhookSettings: AuditWebhookSettings = {
  batchSizeMax: 400,
  batchWaitMs: 30_000,
  bufferMax: 10_000,
}

const timeoutMs = 30_000
const attemptsMax = 5
const firstRetryMs = 1_000

export function createAuditWebhook(
  outbound: Outbound,
  settings: AuditWebhookSettings,
  onTrouble: (message: string) => void,
): AuditSink {
  const waiting: Dict[] = []
  let dropped = 0
  let timer: NodeJS.Timeout | undefined
  let sending: Promise<void> | undefined

  async function sendAll(): Promise<void> {
    clearTimeout(timer)
    timer = undefined
    while (waiting.length > 0) {
      const items = waiting.splice(0, settings.batchSizeMax)
      const list = { kind: 'EventList', apiVersion: 'audit.k8s.io/v1', metadata: {}, items }
      if (await sendOne(JSON.stringify(list))) continue
      dropped += items.length
      onTrouble(`audit webhook: ${items.length} records are lost`)
    }
    sending = undefined
  }

  function send(): Promise<void> {
    sending ??= sendAll()
    return sending
  }

  async function sendOne(body: string): Promise<boolean> {
    for (let attempt = 0; attempt < attemptsMax; attempt++) {
      if (attempt > 0) {
        await new Promise((resolve) =>
          setTimeout(resolve, firstRetryMs * 2 ** (attempt - 1)).unref(),
        )
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
      await send()
      outbound.close()
    },
  }
}
