// in: nothing → out: how pods/status is written.
import type { Dict } from '@binnacle/meta'
import type { SubresourceRule } from '../kind.ts'
import { listOf } from '../parts/field-checks.ts'
import { ipWarnings } from '../parts/ip-checks.ts'
import { preparePodStatus } from './pod-prepare.ts'
import { checkPodStatus } from './pod-status-check.ts'

function addressWarnings(path: string, list: readonly Dict[]): string[] {
  return list.flatMap((one, i) => ipWarnings(`${path}[${i}].ip`, one.ip ?? ''))
}

export const podStatus: SubresourceRule = {
  writes: 'part',
  prepareChange: preparePodStatus,
  checkChange: checkPodStatus,
  warn: (pod) => [
    ...addressWarnings('status.podIPs', listOf(pod.status?.podIPs)),
    ...addressWarnings('status.hostIPs', listOf(pod.status?.hostIPs)),
  ],
}
