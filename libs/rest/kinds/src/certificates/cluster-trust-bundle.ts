// in: nothing → out: what the API says of a ClusterTrustBundle beyond the catalogue. Never: attest (admission asks).
import { X509Certificate } from 'node:crypto'
import {
  type FieldError,
  invalid,
  type KubeObject,
  maskTrailingDash,
  nameErrors,
  tooLong,
} from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import { nameColumn, textColumn } from '../parts/columns.ts'
import { pemBlocks } from '../parts/pem.ts'
import { signerNameErrors } from './signer-name.ts'
import { trustBundleNameFaults } from './trust-bundle-name.ts'

const bytesMax = 1024 * 1024
const path = 'spec.trustBundle'

function entryFault(type: string, headers: boolean, bytes: Buffer): string | undefined {
  if (type !== 'CERTIFICATE') return `has bad block type: ${type}`
  if (headers) return 'has PEM block headers'
  try {
    if (!new X509Certificate(bytes).ca) return 'does not have the CA bit set'
  } catch {
    return 'does not parse as X.509'
  }
  return undefined
}

function bundleErrors(text: string): FieldError[] {
  if (Buffer.byteLength(text) > bytesMax) return [tooLong(path, bytesMax)]
  const errors: FieldError[] = []
  const add = (detail: string) => errors.push(invalid(path, '<value omitted>', detail))
  const places = new Map<string, number[]>()
  for (const [index, { type, headers, bytes }] of pemBlocks(text).entries()) {
    const fault = entryFault(type, headers, bytes)
    if (fault !== undefined) {
      add(`entry ${index} ${fault}`)
      continue
    }
    const key = bytes.toString('base64')
    places.set(key, [...(places.get(key) ?? []), index])
  }
  if (errors.length > 0) return errors
  if (places.size === 0) add('at least one trust anchor must be provided')
  for (const indexes of places.values()) {
    if (indexes.length > 1) add(`duplicate trust anchor (indices [${indexes.join(' ')}])`)
  }
  return errors
}

function check(object: KubeObject, was?: KubeObject): FieldError[] {
  const signer: string = object.spec?.signerName ?? ''
  const errors = nameErrors(object.metadata, (name, isPrefix) =>
    trustBundleNameFaults(isPrefix ? maskTrailingDash(name) : name, signer),
  )
  if (signer !== '') errors.push(...signerNameErrors('spec.signerName', signer))
  const bundle: string = object.spec?.trustBundle ?? ''
  if (bundle !== was?.spec?.trustBundle) errors.push(...bundleErrors(bundle))
  if (was !== undefined && signer !== (was.spec?.signerName ?? '')) {
    errors.push(invalid('spec.signerName', signer, 'field is immutable'))
  }
  return errors
}

export const clusterTrustBundle = defineKind('certificates.k8s.io', 'clustertrustbundles', {
  // The rule depends on the signer: see the check.
  nameRule: () => [],
  check: (object) => check(object),
  checkChange: check,
  unconditionalUpdate: false,
  columns: [
    nameColumn,
    textColumn(
      'SignerName',
      "signerName indicates the associated signer, if any.\n\nIn order to create or update a ClusterTrustBundle that sets signerName, you must have the following cluster-scoped permission: group=certificates.k8s.io resource=signers resourceName=<the signer name> verb=attest.\n\nIf signerName is not empty, then the ClusterTrustBundle object must be named with the signer name as a prefix (translating slashes to colons). For example, for the signer name `example.com/foo`, valid ClusterTrustBundle object names include `example.com:foo:abc` and `example.com:foo:v1`.\n\nIf signerName is empty, then the ClusterTrustBundle object's name must not have such a prefix.\n\nList/watch requests for ClusterTrustBundles can filter on this field using a `spec.signerName=NAME` field selector.",
      (object) => object.spec?.signerName || '<none>',
    ),
  ],
  selectableFields: ['spec.signerName'],
  selectable: (object) => ({ 'spec.signerName': object.spec?.signerName ?? '' }),
})
