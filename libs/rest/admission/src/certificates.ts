// in: writes of certificate requests and trust bundles → out: nothing, or a refusal of who may not do that.
import { isDeepStrictEqual } from 'node:util'
import type { KubeObject } from '@binnacle/meta'
import { csrOrganizations } from './csr-subject.ts'
import { isOf } from './of-resource.ts'
import { refusal } from './refuse.ts'
import type { AdmissionStep, Admitted } from './step.ts'

const group = 'certificates.k8s.io'
const clientSigner = 'kubernetes.io/kube-apiserver-client'

/** The signer itself, or all signers of its domain. */
async function maySign(write: Admitted, verb: string, signer: string): Promise<boolean> {
  const domain = signer.split('/')[0]
  for (const name of [signer, `${domain}/*`]) {
    const answer = await write.surroundings.authorize({
      user: write.user,
      verb,
      group,
      version: '*',
      resource: 'signers',
      subresource: '',
      namespace: '',
      name,
    })
    if (answer.decision === 'allow') return true
  }
  return false
}

function isPart({ def, subresource }: Admitted, part: string): boolean {
  return (
    def.group === group && def.resource === 'certificatesigningrequests' && subresource === part
  )
}

export const certificateApproval: AdmissionStep = {
  name: 'CertificateApproval',
  handles: ['UPDATE'],
  async validate(write) {
    if (!isPart(write, 'approval')) return
    const signer = write.oldObject?.spec?.signerName ?? ''
    if (await maySign(write, 'approve', signer)) return
    const text = `user not permitted to approve requests with signerName ${JSON.stringify(signer)}`
    throw refusal(write, text)
  },
}

export const certificateSigning: AdmissionStep = {
  name: 'CertificateSigning',
  handles: ['UPDATE'],
  async validate(write) {
    if (!isPart(write, 'status')) return
    const was = write.oldObject?.status ?? {}
    const now = write.object?.status ?? {}
    const same = was.certificate === now.certificate
    if (same && isDeepStrictEqual(was.conditions, now.conditions)) return
    const signer = write.oldObject?.spec?.signerName ?? ''
    if (await maySign(write, 'sign', signer)) return
    const text = `user not permitted to sign requests with signerName ${JSON.stringify(signer)}`
    throw refusal(write, text)
  },
}

export const certificateSubjectRestriction: AdmissionStep = {
  name: 'CertificateSubjectRestriction',
  handles: ['CREATE'],
  validate(write) {
    if (!isPart(write, '') || write.object?.spec?.signerName !== clientSigner) return
    const organizations = csrOrganizations(write.object.spec.request ?? '')
    if (organizations === undefined)
      throw refusal(write, 'failed to parse CSR: PEM block type must be CERTIFICATE REQUEST')
    if (!organizations.includes('system:masters')) return
    throw refusal(write, `use of ${clientSigner} signer with system:masters group is not allowed`)
  },
}

function onlyGarbageCollection(object: KubeObject, was: KubeObject): boolean {
  const bare = ({ metadata, ...rest }: KubeObject) => {
    const { ownerReferences: _, finalizers: __, managedFields: ___, ...kept } = metadata
    return { ...rest, metadata: kept }
  }
  return isDeepStrictEqual(bare(object), bare(was))
}

export const clusterTrustBundleAttest: AdmissionStep = {
  name: 'ClusterTrustBundleAttest',
  handles: ['CREATE', 'UPDATE'],
  async validate(write) {
    const { object, oldObject } = write
    if (!isOf(write, `clustertrustbundles.${group}`) || object === undefined) return
    const signer = object.spec?.signerName ?? ''
    if (signer === '') return
    if (oldObject && onlyGarbageCollection(object, oldObject)) return
    if (await maySign(write, 'attest', signer)) return
    const text = `user not permitted to attest for signerName ${JSON.stringify(signer)}`
    throw refusal(write, text)
  },
}
