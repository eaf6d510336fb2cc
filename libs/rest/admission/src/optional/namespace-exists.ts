// in: a write into a namespace → out: the refusal where there is none. Never: changes.
import { notFoundError } from '@binnacle/meta'
import { isNamespace, namespaceOf } from '../matching/selectors-match.ts'
import type { AdmissionStep } from '../step.ts'

const namespaces = { group: '', resource: 'namespaces' }

export const namespaceExists: AdmissionStep = {
  name: 'NamespaceExists',
  handles: ['CREATE', 'UPDATE', 'DELETE'],
  async validate(write) {
    if (write.namespace === '' || isNamespace(write)) return
    if (await namespaceOf(write, write.namespace)) return
    throw notFoundError(namespaces, write.namespace)
  },
}
