// in: nothing → out: what the API says of a ServiceAccount beyond the catalogue.
import type { Dict, KubeObject } from '@binnacle/meta'
import { tokenRequest } from '../authentication/token-request.ts'
import { defineKind } from '../define-kind.ts'
import { ageColumn, nameColumn } from '../parts/columns.ts'
import { metadataAgain } from '../parts/metadata-again.ts'

const mountable = 'kubernetes.io/enforce-mountable-secrets'

function isSet(object: KubeObject): boolean {
  return Object.hasOwn(object.metadata.annotations ?? {}, mountable)
}

/** Of a reference to a secret only the name counts. */
function cleanReferences(object: KubeObject): void {
  if (!Array.isArray(object.secrets)) return
  object.secrets = (object.secrets as Dict[]).map(({ name }) => (name ? { name } : {}))
}

export const serviceAccount = defineKind('', 'serviceaccounts', {
  prepare: cleanReferences,
  prepareChange: cleanReferences,
  checkChange: (object, _was, context) => metadataAgain(object, context),
  warn: (object, was) => {
    if (!isSet(object) || (was !== undefined && isSet(was))) return []
    return [
      `metadata.annotations[${mountable}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`,
    ]
  },
  deleteReturnsObject: true,
  subresources: { token: tokenRequest },
  columns: [nameColumn, ageColumn],
})
