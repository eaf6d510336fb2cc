// in: the status of a load balancer → out: its addresses as tables show them. Never: checks.
import type { Dict } from '@binnacle/meta'
import { listOf } from './field-checks.ts'

/** Each once, sorted; the name where there is no address. */
export function balancerAddresses(status: Dict | undefined): string[] {
  const found = new Set<string>()
  for (const { ip, hostname } of listOf(status?.ingress)) {
    if (ip || hostname) found.add(ip || hostname)
  }
  return [...found].sort()
}
