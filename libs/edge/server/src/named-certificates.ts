// in: certificates for names → out: the TLS context for the name that a client asks for. Never: an address.
import { X509Certificate } from 'node:crypto'
import { createSecureContext, type SecureContext, type SecureContextOptions } from 'node:tls'

export interface NamedCertificate {
  readonly cert: string
  readonly key: string
  /** `a.example.com`, `*.example.com`; none: the names in the certificate. */
  readonly names: readonly string[]
}

export type ContextFor = (serverName: string) => SecureContext | undefined

/**
 * Names that are given stand above those in certificates, whole names above wildcards, and of two
 * certificates the first. Throws where a key does not fit its certificate.
 */
export function namedContexts(
  named: readonly NamedCertificate[],
  settings: SecureContextOptions,
): ContextFor {
  const contexts = new Map<string, SecureContext>()
  const give = (names: readonly string[], context: SecureContext) => {
    for (const name of names) {
      const key = plain(name)
      if (!contexts.has(key)) contexts.set(key, context)
    }
  }
  const unnamed: (() => void)[] = []
  for (const { cert, key, names } of named) {
    const context = createSecureContext({ ...settings, cert, key })
    if (names.length > 0) give(names, context)
    else unnamed.push(() => give(namesIn(cert), context))
  }
  for (const later of unnamed) later()
  return (serverName) => {
    const name = plain(serverName)
    return contexts.get(name) ?? contexts.get(name.replace(/^[^.]*/, '*'))
  }
}

function plain(name: string): string {
  return name.toLowerCase().replace(/\.$/, '')
}

function namesIn(cert: string): string[] {
  const { subject, subjectAltName = '' } = new X509Certificate(cert)
  const common = /^CN=(\S+)$/m.exec(subject)?.[1]
  const isHost = common !== undefined && /[a-z]/i.test(common) && /^[\w*.-]+$/.test(common)
  const alternatives = subjectAltName
    .split(', ')
    .flatMap((entry) => /^DNS:(.+)$/.exec(entry)?.[1] ?? [])
  return [...(isHost ? [common] : []), ...alternatives]
}
