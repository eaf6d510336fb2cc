// in: a quota's name → out: its status as things are. Never: over a charge that was made meanwhile.
import type { Around } from '@binnacle/admission'
import { ApiError } from '@binnacle/meta'
import type { LocalClient } from '@binnacle/verbs'
import { builtin, isDeleting } from './loop-tools.ts'
import { quotaStatus } from './quota-usage.ts'

const triesMax = 8

export function aroundOf(client: LocalClient): Around {
  return { lookUp: client.known, lookUpAll: client.knownAll }
}

/** Told how long the counting alone took. */
type Spent = (ms: number) => void

/**
 * Reads the quota as new as etcd, counts what this replica knows by then, in one go, and writes
 * only if the quota is still that one: whatever was charged meanwhile changed it, and then this
 * throws the conflict. false: the status said it already, or there is no such quota.
 */
async function countQuota(
  client: LocalClient,
  namespace: string,
  name: string,
  spent: Spent,
): Promise<boolean> {
  const def = builtin(client, '', 'v1', 'resourcequotas')
  const quota = def && (await client.get(def, namespace, name))
  if (!quota || isDeleting(quota)) return false
  const fromMs = performance.now()
  const status = quotaStatus(quota, client.catalogue(), aroundOf(client), new Date())
  spent(performance.now() - fromMs)
  if (status === undefined) return false
  const body = { ...quota, status }
  try {
    await client.call({ verb: 'update', def, namespace, name, subresource: 'status', body })
    return true
  } catch (error) {
    if (error instanceof ApiError && error.code === 404) return false
    throw error
  }
}

/** Again where somebody charged meanwhile; throws the conflict when that goes on. */
export async function untilCounted(
  client: LocalClient,
  namespace: string,
  name: string,
  spent: Spent = () => undefined,
): Promise<boolean> {
  for (let tries = 1; ; tries++) {
    try {
      return await countQuota(client, namespace, name, spent)
    } catch (error) {
      const lost = error instanceof ApiError && error.reason === 'Conflict'
      if (!lost || tries === triesMax) throw error
    }
  }
}
