// in: an error of a connection → out: the words that clients know for it. Never: a decision.
import { connectionFailures, dialFailures } from '@binnacle/outbound'

export function hostPort(host: string, port: string): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** `address`: whom the call was for; `name`: what its certificate should say. */
export function dialText(error: Error, address: string, name: string): string {
  const { code = '' } = error as NodeJS.ErrnoException
  const dialed = error as { address?: string; port?: number }
  const nested = (error as AggregateError).errors?.[0]
  if (nested instanceof Error) return dialText(nested, address, name)
  if (Object.hasOwn(dialFailures, code)) {
    const to = dialed.address ? hostPort(dialed.address, String(dialed.port)) : address
    return `dial tcp ${to}: ${dialFailures[code]}`
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') return `dial tcp: lookup ${name}: no such host`
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') return misnamed(error, name)
  return connectionFailures[code] ?? error.message
}

function misnamed(error: Error, name: string): string {
  const { cert } = error as { cert?: { subjectaltname?: string } }
  const head = 'tls: failed to verify certificate: x509:'
  const entries = (cert?.subjectaltname ?? '').split(', ').filter((entry) => entry !== '')
  const isAddress = /^[\d.]+$|:/.test(name)
  const prefix = isAddress ? 'IP Address:' : 'DNS:'
  const named = entries
    .filter((entry) => entry.startsWith(prefix))
    .map((entry) => entry.slice(prefix.length))
  if (isAddress && named.length === 0) {
    return `${head} cannot validate certificate for ${name} because it doesn't contain any IP SANs`
  }
  if (named.length === 0) {
    return `${head} certificate is not valid for any names, but wanted to match ${name}`
  }
  return `${head} certificate is valid for ${named.join(', ')}, not ${name}`
}
