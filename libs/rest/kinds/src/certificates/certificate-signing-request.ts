// in: nothing → out: what the API says of a CertificateSigningRequest beyond the catalogue. Never: signing.
import { type Dict, formatTime, type KubeObject } from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import type { WriteContext } from '../kind.ts'
import { ageColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { humanDuration } from '../parts/human-duration.ts'
import { keepPart, keepSpec, keepStatus } from '../parts/keep-parts.ts'
import {
  checkApproval,
  checkRequest,
  checkRequestChange,
  checkRequestStatus,
  requestName,
} from './request-check.ts'

function conditionsOf(object: KubeObject): Dict[] {
  return object.status?.conditions ?? []
}

/** Who asks is who asked, whatever was sent. */
function prepare(object: KubeObject, { user }: WriteContext): void {
  const spec: Dict = (object.spec ??= {})
  for (const field of ['username', 'uid', 'groups', 'extra']) delete spec[field]
  if (user.name) spec.username = user.name
  if (user.uid) spec.uid = user.uid
  if (user.groups.length > 0) spec.groups = [...user.groups]
  const extra = Object.entries(user.extra ?? {})
  if (extra.length > 0)
    spec.extra = Object.fromEntries(extra.map(([key, list]) => [key, [...list]]))
  object.status = {}
}

function fillTimes(object: KubeObject, was: KubeObject, { now }: WriteContext): void {
  const time = formatTime(now)
  for (const condition of conditionsOf(object)) {
    condition.lastUpdateTime ??= time
    if (condition.lastTransitionTime) continue
    const before = conditionsOf(was).find(
      (one) =>
        one.type === condition.type && one.status === condition.status && one.lastTransitionTime,
    )
    condition.lastTransitionTime = before?.lastTransitionTime ?? time
  }
}

/** A status write may not touch approvals, so those it repeats stay as they were. */
function keepApprovals(object: KubeObject, was: KubeObject, type: string): void {
  const before = conditionsOf(was).filter((one) => one.type === type)
  const now = conditionsOf(object)
  const places = now.flatMap((one, index) => (one.type === type ? [index] : []))
  if (places.length !== before.length) return
  places.forEach((place, index) => {
    now[place] = { ...(before[index] as Dict) }
  })
}

function prepareStatus(object: KubeObject, was: KubeObject, context: WriteContext): void {
  keepSpec(object, was)
  keepApprovals(object, was, 'Approved')
  keepApprovals(object, was, 'Denied')
  fillTimes(object, was, context)
}

function prepareApproval(object: KubeObject, was: KubeObject, context: WriteContext): void {
  fillTimes(object, was, context)
  const conditions = object.status?.conditions
  keepSpec(object, was)
  keepStatus(object, was)
  object.status = { ...object.status }
  keepPart(object.status, { conditions }, 'conditions')
}

function state(object: KubeObject): string {
  const types = new Set(conditionsOf(object).map((one) => one.type))
  const head = types.has('Denied') ? 'Denied' : types.has('Approved') ? 'Approved' : 'Pending'
  const issued = object.status?.certificate ? ',Issued' : ''
  return `${head}${types.has('Failed') ? ',Failed' : ''}${issued}`
}

function duration(object: KubeObject): string {
  const seconds = object.spec?.expirationSeconds
  return seconds === undefined ? '<none>' : humanDuration(seconds * 1000)
}

const path = 'certificates.k8s.io'

export const certificateSigningRequest = defineKind(path, 'certificatesigningrequests', {
  nameRule: requestName,
  prepare,
  prepareChange: (object, was) => {
    keepSpec(object, was)
    keepStatus(object, was)
  },
  check: (object) => checkRequest(object, undefined),
  checkChange: checkRequestChange,
  columns: [
    nameColumn,
    ageColumn,
    textColumn(
      'SignerName',
      'Requested signer for the request. It is a qualified name in the form: `scope-hostname.io/name`. If empty, it will be defaulted:\n 1. If it\'s a kubelet client certificate, it is assigned\n    "kubernetes.io/kube-apiserver-client-kubelet".\n 2. If it\'s a kubelet serving certificate, it is assigned\n    "kubernetes.io/kubelet-serving".\n 3. Otherwise, it is assigned "kubernetes.io/legacy-unknown".\nDistribution of trust for signers happens out of band. You can select on this field using `spec.signerName`.',
      (object) => object.spec?.signerName || '<none>',
    ),
    textColumn(
      'Requestor',
      'Base64-encoded PKCS#10 CSR data',
      (object) => object.spec?.username ?? '',
    ),
    textColumn(
      'RequestedDuration',
      'expirationSeconds is the requested duration of validity of the issued certificate. The certificate signer may issue a certificate with a different validity duration so a client must check the delta between the notBefore and and notAfter fields in the issued certificate to determine the actual duration.\n\nThe v1.22+ in-tree implementations of the well-known Kubernetes signers will honor this field as long as the requested duration is not greater than the maximum duration they will honor per the --cluster-signing-duration CLI flag to the Kubernetes controller manager.\n\nCertificate signers may not honor this field for various reasons:\n\n  1. Old signer that is unaware of the field (such as the in-tree\n     implementations prior to v1.22)\n  2. Signer whose configured maximum is shorter than the requested duration\n  3. Signer whose configured minimum is longer than the requested duration\n\nThe minimum valid value for expirationSeconds is 600, i.e. 10 minutes.',
      duration,
    ),
    textColumn(
      'Condition',
      'Conditions applied to the request, such as approval or denial.',
      state,
    ),
  ],
  selectableFields: ['spec.signerName'],
  selectable: (object) => ({ 'spec.signerName': object.spec?.signerName ?? '' }),
  resetFields: {
    '': [['spec'], ['status']],
    status: [['spec'], ['status', 'conditions']],
    approval: [['spec'], ['status', 'certificate']],
  },
  subresources: {
    status: { writes: 'part', prepareChange: prepareStatus, checkChange: checkRequestStatus },
    approval: { writes: 'part', prepareChange: prepareApproval, checkChange: checkApproval },
  },
})
