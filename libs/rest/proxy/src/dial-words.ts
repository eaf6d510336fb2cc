// in: an error of a connection → out: the same in the reference's words. Never: a decision.

const refusals: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'connect: connection refused',
  EHOSTUNREACH: 'connect: no route to host',
  ENETUNREACH: 'connect: network is unreachable',
  ETIMEDOUT: 'i/o timeout',
}

const untrusted = 'tls: failed to verify certificate: x509: certificate signed by unknown authority'

const others: Readonly<Record<string, string>> = {
  ECONNRESET: 'EOF',
  EPIPE: 'write: broken pipe',
  DEPTH_ZERO_SELF_SIGNED_CERT: untrusted,
  SELF_SIGNED_CERT_IN_CHAIN: untrusted,
  UNABLE_TO_GET_ISSUER_CERT: untrusted,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: untrusted,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: untrusted,
  CERT_HAS_EXPIRED:
    'tls: failed to verify certificate: x509: certificate has expired or is not yet valid',
  EPROTO: 'tls: first record does not look like a TLS handshake',
}

/** `url`: what was called; its address is named where no connection came about. */
export function dialWords(error: Error, url: URL): string {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  const { address, port } = error as { address?: string; port?: number }
  const called = hostPort(address ?? url.hostname, String(port ?? portOf(url)))
  if (Object.hasOwn(refusals, code)) return `dial tcp ${called}: ${refusals[code]}`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `dial tcp: lookup ${url.hostname}: no such host`
  }
  const nested = (error as AggregateError).errors?.[0]
  if (nested instanceof Error) return dialWords(nested, url)
  return others[code] ?? error.message
}

function portOf(url: URL): string {
  return url.port || (url.protocol === 'https:' ? '443' : '80')
}

export function hostPort(host: string, port: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`
}
