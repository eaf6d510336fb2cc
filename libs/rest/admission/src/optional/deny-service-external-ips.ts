// in: a service → out: the refusal of external addresses that it did not have before.
import { isOf } from '../of-resource.ts'
import { refusal } from '../refuse.ts'
import type { AdmissionStep } from '../step.ts'

export const denyServiceExternalIps: AdmissionStep = {
  name: 'DenyServiceExternalIPs',
  handles: ['CREATE', 'UPDATE'],
  validate(write) {
    if (!isOf(write, 'services')) return
    const before: readonly string[] = write.oldObject?.spec?.externalIPs ?? []
    const now: readonly string[] = write.object?.spec?.externalIPs ?? []
    if (now.every((address) => before.includes(address))) return
    throw refusal(write, 'Use of external IPs is denied by admission control')
  },
}
