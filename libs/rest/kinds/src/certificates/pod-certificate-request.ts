// in: nothing → out: what the API says of a PodCertificateRequest beyond the catalogue. Never: signing.
import type { ResourceDef } from '@binnacle/catalogue'
import {
  type Dict,
  type FieldError,
  invalid,
  invalidError,
  forbidden,
  goQuote,
  type KubeObject,
  nameIsSubdomain,
  required,
  tooLong,
} from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import type { WriteContext } from '../kind.ts'
import { nameColumn, textColumn } from '../parts/columns.ts'
import { listOf, textErrors } from '../parts/field-checks.ts'
import { keepStatus } from '../parts/keep-parts.ts'
import { sameValue } from '../parts/same-value.ts'
import { statusPart, statusResetFields } from '../parts/status-part.ts'
import { checkUserAnnotations } from '../parts/user-annotations-check.ts'
import { keyErrors } from './pod-request-key.ts'
import { checkPodRequestStatus } from './pod-request-status-check.ts'
import { isKubernetesSigner, signerNameErrors } from './signer-name.ts'

const group = 'certificates.k8s.io'
const uidMax = 128
const shortest = 3600
const day = 86400
const states = ['Issued', 'Denied', 'Failed']

function checkAgeLimit({ maxExpirationSeconds: seconds, signerName = '' }: Dict): FieldError[] {
  const longest = isKubernetesSigner(signerName) ? day : 91 * day
  if (seconds >= shortest && seconds <= longest) return []
  const text = `must be in the range [${shortest}, ${longest}]`
  return [invalid('spec.maxExpirationSeconds', seconds, text)]
}

function check(object: KubeObject): FieldError[] {
  const spec: Dict = object.spec ?? {}
  const errors = signerNameErrors('spec.signerName', spec.signerName ?? '')
  const annotations = spec.unverifiedUserAnnotations ?? {}
  checkUserAnnotations(errors, 'spec.unverifiedUserAnnotations', annotations)
  for (const one of ['pod', 'serviceAccount', 'node']) {
    const name: string = spec[`${one}Name`] ?? ''
    textErrors(errors, `spec.${one}Name`, name, nameIsSubdomain(name, false))
    const uid: string = spec[`${one}UID`] ?? ''
    const at = `spec.${one}UID`
    if (uid === '') errors.push(invalid(at, uid, 'must not be empty'))
    else if (Buffer.byteLength(uid) > uidMax) errors.push(tooLong(at, uidMax))
  }
  if (spec.maxExpirationSeconds === undefined) {
    errors.push(required('spec.maxExpirationSeconds', 'must be set'))
    return errors
  }
  return [...errors, ...checkAgeLimit(spec), ...keyErrors(spec)]
}

/** As the reference's own type of it is shown. */
function shownSpec(spec: Dict): Dict {
  const annotations = Object.entries((spec.unverifiedUserAnnotations ?? {}) as Dict).sort()
  return {
    SignerName: spec.signerName ?? '',
    PodName: spec.podName ?? '',
    PodUID: spec.podUID ?? '',
    ServiceAccountName: spec.serviceAccountName ?? '',
    ServiceAccountUID: spec.serviceAccountUID ?? '',
    NodeName: spec.nodeName ?? '',
    NodeUID: spec.nodeUID ?? '',
    MaxExpirationSeconds: spec.maxExpirationSeconds ?? null,
    PKIXPublicKey: spec.pkixPublicKey ?? null,
    ProofOfPossession: spec.proofOfPossession ?? null,
    StubPKCS10Request: spec.stubPKCS10Request ?? null,
    UnverifiedUserAnnotations: annotations.length > 0 ? Object.fromEntries(annotations) : null,
  }
}

function checkChange(object: KubeObject, was: KubeObject): FieldError[] {
  if (sameValue(object.spec, was.spec)) return []
  return [invalid('spec', shownSpec(object.spec ?? {}), 'field is immutable')]
}

/** Who changes the status must be allowed to sign for the signer, or for all of its domain. */
async function permit(
  object: KubeObject,
  was: KubeObject | undefined,
  { subresource, surroundings, user }: WriteContext,
): Promise<void> {
  if (subresource !== 'status' || !was || sameValue(object.status, was.status)) return
  const signer: string = was.spec?.signerName ?? ''
  const asked = { user, verb: 'sign', group, version: '*', resource: 'signers' }
  for (const name of [signer, `${signer.split('/')[0]}/*`]) {
    const question = { ...asked, subresource: '', namespace: '', name }
    if ((await surroundings.authorize(question)).decision === 'allow') return
  }
  const text = `User ${goQuote(user.name)} is not permitted to "sign" for signer ${goQuote(signer)}`
  const kind = { group, kind: 'PodCertificateRequest' }
  throw invalidError(kind, was.metadata.name ?? '', [forbidden('spec.signerName', text)])
}

function stateOf(object: KubeObject): string {
  const types = listOf(object.status?.conditions).map((one) => one.type)
  return types.findLast((type) => states.includes(type)) ?? 'Pending'
}

function showAnnotations(object: KubeObject): string {
  const entries = Object.entries((object.spec?.unverifiedUserAnnotations ?? {}) as Dict).sort()
  return entries.length > 0 ? entries.map(([key, value]) => `${key}=${value}`).join(',') : '<none>'
}

/** Before v1 two keys were always there, null where they are not used. */
function withoutNulls(object: KubeObject, version: string): KubeObject {
  const spec: Dict | undefined = object.spec
  if (version !== 'v1' || spec === undefined) return object
  if (spec.pkixPublicKey === null) delete spec.pkixPublicKey
  if (spec.proofOfPossession === null) delete spec.proofOfPossession
  return object
}

export const podCertificateRequest = defineKind(group, 'podcertificaterequests', {
  toStorage: (object, { storage }: ResourceDef) => withoutNulls(object, storage.version),
  fromStorage: (object, { version }: ResourceDef) => withoutNulls(object, version),
  defaults: (object) => {
    if (object.spec) object.spec.maxExpirationSeconds ??= day
    object.status ??= {}
  },
  permit,
  prepare: (object) => {
    object.status = {}
  },
  prepareChange: keepStatus,
  check,
  checkChange,
  unconditionalUpdate: false,
  columns: [
    nameColumn,
    textColumn(
      'PodName',
      'podName is the name of the pod into which the certificate will be mounted.',
      (object) => object.spec?.podName ?? '',
    ),
    textColumn(
      'ServiceAccountName',
      'serviceAccountName is the name of the service account the pod is running as.',
      (object) => object.spec?.serviceAccountName ?? '',
    ),
    textColumn(
      'NodeName',
      'nodeName is the name of the node the pod is assigned to.',
      (object) => object.spec?.nodeName ?? '',
    ),
    textColumn(
      'SignerName',
      'signerName indicates the requested signer.\n\nAll signer names beginning with `kubernetes.io` are reserved for use by the Kubernetes project.  There is currently one well-known signer documented by the Kubernetes project, `kubernetes.io/kube-apiserver-client-pod`, which will issue client certificates understood by kube-apiserver.  It is currently unimplemented.',
      (object) => object.spec?.signerName ?? '',
    ),
    textColumn('State', 'Is the request Pending, Issued, Denied, or Failed?', stateOf),
    textColumn(
      'UnverifiedUserAnnotations',
      'unverifiedUserAnnotations allow pod authors to pass additional information to the signer implementation.  Kubernetes does not restrict or validate this metadata in any way.\n\nEntries are subject to the same validation as object metadata annotations, with the addition that all keys must be domain-prefixed. No restrictions are placed on values, except an overall size limitation on the entire field.\n\nSigners should document the keys and values they support.  Signers should deny requests that contain keys they do not recognize.',
      showAnnotations,
    ),
  ],
  selectableFields: ['spec.signerName', 'spec.podName', 'spec.nodeName'],
  selectable: (object) => ({
    'spec.signerName': object.spec?.signerName ?? '',
    'spec.podName': object.spec?.podName ?? '',
    'spec.nodeName': object.spec?.nodeName ?? '',
  }),
  resetFields: statusResetFields,
  subresources: { status: statusPart({ checkChange: checkPodRequestStatus }) },
})
