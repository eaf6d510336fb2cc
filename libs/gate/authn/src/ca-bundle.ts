// in: PEM text of authorities → out: whether a certificate that TLS verified ends in one of them.
// Never: the first check of a chain; that is TLS's.
import { X509Certificate } from 'node:crypto'

const chainLengthMax = 10

export class CaBundle {
  readonly #authorities: readonly X509Certificate[]

  constructor(pem: string) {
    const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
    if (blocks.length === 0) throw new Error('no certificate found in the bundle of authorities')
    this.#authorities = blocks.map((block) => new X509Certificate(block))
  }

  /**
   * TLS verified the chain at the handshake, against the bundles of that moment and for any purpose here. This says
   * whether it still ends in this bundle: every issuer on the way must be an authority, valid now, that signed.
   */
  trusts(leaf: X509Certificate, nowMs: number): boolean {
    let certificate: X509Certificate | undefined = leaf
    for (let depth = 0; certificate && depth < chainLengthMax; depth++) {
      if (!isCurrent(certificate, nowMs)) return false
      const link: X509Certificate = certificate
      if (this.#authorities.some((ca) => signed(ca, link) && isCurrent(ca, nowMs))) return true
      const issuer: X509Certificate | undefined = link.issuerCertificate
      if (!issuer || issuer.fingerprint256 === link.fingerprint256) return false
      if (!signed(issuer, link)) return false
      certificate = issuer
    }
    return false
  }
}

function signed(issuer: X509Certificate, certificate: X509Certificate): boolean {
  return issuer.ca && certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey)
}

function isCurrent(certificate: X509Certificate, nowMs: number): boolean {
  return nowMs >= certificate.validFromDate.getTime() && nowMs <= certificate.validToDate.getTime()
}
