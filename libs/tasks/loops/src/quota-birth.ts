// in: a new quota → out: it with its status, so that it is in force from its first moment.
// Never: a quota whose status somebody else keeps; only where the loops run.
import type { AdmissionStep } from '@binnacle/admission'
import { isResource } from './loop-tools.ts'
import { quotaStatus } from './quota-usage.ts'

export const quotaFromBirth: AdmissionStep = {
  name: 'QuotaFromBirth',
  handles: ['CREATE'],
  validate({ def, subresource, object, namespace, surroundings }) {
    if (object === undefined || subresource !== '' || !isResource(def, '', 'resourcequotas')) return
    const metadata = { ...object.metadata, namespace }
    const quota = { ...object, metadata, status: {} }
    const status = quotaStatus(quota, surroundings.catalogue.current(), surroundings, new Date())
    if (status) object.status = status
  },
}
