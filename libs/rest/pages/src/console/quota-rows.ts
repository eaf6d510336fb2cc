// in: ResourceQuotas → out: how much of each of their limits is used.
import { type KubeObject, parseQuantity } from '@binnacle/meta'

export interface QuotaRow {
  readonly namespace: string
  readonly name: string
  readonly resource: string
  readonly used: string
  readonly hard: string
  /** 1: nothing is left. */
  readonly part: number
}

/** A cluster with more is asked elsewhere: this is read again and again. */
const quotasMax = 1_000

export function quotaRows(quotas: Iterable<KubeObject>): QuotaRow[] {
  const rows: QuotaRow[] = []
  let seen = 0
  for (const { metadata, status } of quotas) {
    if (++seen > quotasMax) break
    const hard = (status?.hard ?? {}) as Record<string, unknown>
    const used = (status?.used ?? {}) as Record<string, unknown>
    for (const resource of Object.keys(hard)) {
      const amounts = {
        used: String(Object.hasOwn(used, resource) ? used[resource] : '0'),
        hard: String(hard[resource]),
      }
      const { namespace = '', name = '' } = metadata
      rows.push({ namespace, name, resource, ...amounts, part: partOf(amounts) })
    }
  }
  return rows
}

function partOf({ used, hard }: { used: string; hard: string }): number {
  try {
    const [taken, limit] = [Number(parseQuantity(used).nanos), Number(parseQuantity(hard).nanos)]
    if (limit > 0) return taken / limit
    return taken > 0 ? 1 : 0
  } catch {
    return 0
  }
}
