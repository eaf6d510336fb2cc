// in: --tls-sni-cert-key as given → out: two files and the names they are for. Never: a file read.

export interface NameCertificateFiles {
  readonly certFile: string
  readonly keyFile: string
  /** `a.example.com`, `*.example.com`; none: the names in the certificate. */
  readonly names: readonly string[]
}

/** undefined: it can be read. */
export function nameCertificateFault(text: string): string | undefined {
  const colon = text.indexOf(':')
  if (colon !== -1 && text.slice(colon + 1).trim() === '') return 'empty names list is not allowed'
  const files = (colon === -1 ? text : text.slice(0, colon)).trim().split(',')
  if (files.length !== 2) return 'expected comma separated certificate and key file paths'
  return undefined
}

export function nameCertificateOf(text: string): NameCertificateFiles {
  const colon = text.indexOf(':')
  const files = (colon === -1 ? text : text.slice(0, colon)).split(',')
  const [certFile = '', keyFile = ''] = files.map((file) => file.trim())
  const names = colon === -1 ? [] : text.slice(colon + 1).split(',')
  return { certFile, keyFile, names: names.map((name) => name.trim()) }
}
