// in: a client certificate that TLS verified → out: whom it names, while it and its authority hold.
// Never: a chain that TLS refused.
import { createHash, type X509Certificate } from 'node:crypto'
import type { User } from '@binnacle/exchange'
import type { CaBundle } from './ca-bundle.ts'
import { certificateSubject } from './certificate-subject.ts'
import { knownUser } from './known-user.ts'

interface Known {
  readonly user: User | undefined
  readonly notBeforeMs: number
  readonly notAfterMs: number
  /** The bundle that was asked; another one asks anew, and so does time: authorities expire too. */
  readonly bundle: CaBundle
  readonly askedAtMs: number
}

const askAgainMs = 60_000

/** `false` where a certificate was shown that is no good. */
export type CertificateUser = (certificate: X509Certificate, bundle: CaBundle) => User | false

/** A certificate stays the same object for its connection, so what it says is kept beside it. */
export function createCertificateUser(): CertificateUser {
  const seen = new WeakMap<X509Certificate, Known>()
  return (certificate, bundle) => {
    const nowMs = Date.now()
    let known = seen.get(certificate)
    if (known?.bundle !== bundle || nowMs - known.askedAtMs > askAgainMs) {
      known = look(certificate, bundle, nowMs)
      seen.set(certificate, known)
    }
    if (!known.user || nowMs > known.notAfterMs || nowMs < known.notBeforeMs) return false
    return known.user
  }
}

function look(certificate: X509Certificate, bundle: CaBundle, nowMs: number): Known {
  return {
    user: bundle.trusts(certificate, nowMs) ? userOf(certificate) : undefined,
    notBeforeMs: certificate.validFromDate.getTime(),
    notAfterMs: certificate.validToDate.getTime(),
    bundle,
    askedAtMs: nowMs,
  }
}

function userOf(certificate: X509Certificate): User | undefined {
  const subject = certificateSubject(certificate.raw)
  if (!subject || subject.commonName === '') return undefined
  if (subject.uids.length > 1 || subject.uids[0] === '') return undefined
  const print = createHash('sha256').update(certificate.raw).digest('hex')
  return knownUser({
    name: subject.commonName,
    uid: subject.uids[0],
    groups: subject.organizations,
    extra: { 'authentication.kubernetes.io/credential-id': [`X509SHA256=${print}`] },
  })
}
