// in: a step of the start that reads or writes → out: it is done, once etcd lets it be.
// Never: an endless wait, or a defect tried again.
import { setTimeout as sleep } from 'node:timers/promises'
import { EtcdError } from '@binnacle/etcd'
import { ApiError } from '@binnacle/meta'

const everyMs = 200
/** As long as upstream's own steps behind the start try. */
const patienceMs = 30_000

/**
 * The step may be done in part and once more. An etcd that is restarted, or compacts faster than
 * one reads, is well again in a moment: the replica need not end for it.
 */
export async function insist(
  step: () => Promise<unknown>,
  say: (text: string) => void,
  patience = patienceMs,
): Promise<void> {
  const untilMs = performance.now() + patience
  for (;;) {
    try {
      await step()
      return
    } catch (error) {
      if (!mayPass(error) || performance.now() > untilMs) throw error
      say(`the start waits for etcd: ${(error as Error).message}`)
      await sleep(everyMs)
    }
  }
}

const passing = [409, 410, 429]

function mayPass(error: unknown): boolean {
  if (error instanceof EtcdError) return error.transient || error.unknownEnd || error.compacted
  return error instanceof ApiError && (error.code >= 500 || passing.includes(error.code))
}
