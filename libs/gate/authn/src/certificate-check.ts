// in: a request → out: whom its client certificate speaks for. Never: a certificate that TLS refused.
import type { Routed, User } from '@binnacle/exchange'
import { CaBundle } from './ca-bundle.ts'
import { createCertificateUser } from './certificate-user.ts'
import type { IdentifierSettings } from './create-identifier.ts'
import { createFrontProxy } from './front-proxy.ts'
import type { Freshness } from './keep-fresh.ts'

/** false: a certificate was shown that is no good; such a caller is not taken for anonymous. */
export type CertificateCheck = (request: Routed) => User | false | undefined

/** A front proxy first, then the certificate's own subject; authorities are read again when they change. */
export function createCertificateCheck(
  { clientCaFile, requestHeader }: IdentifierSettings,
  fresh: Freshness,
): CertificateCheck {
  const certificateUser = createCertificateUser()
  const proxyUser = requestHeader && createFrontProxy(requestHeader)
  let clientCa: CaBundle | undefined
  let proxyCa: CaBundle | undefined
  if (clientCaFile !== undefined) {
    fresh.watch(clientCaFile, (pem) => {
      clientCa = new CaBundle(pem)
    })
  }
  if (requestHeader) {
    fresh.watch(requestHeader.caFile, (pem) => {
      proxyCa = new CaBundle(pem)
    })
  }
  return ({ certificate, headers, refusedCertificate }) => {
    if (!certificate) return refusedCertificate !== undefined && clientCa ? false : undefined
    const spokenFor = proxyCa && proxyUser?.(headers, certificate, proxyCa)
    if (spokenFor) return spokenFor
    return clientCa && certificateUser(certificate, clientCa)
  }
}
