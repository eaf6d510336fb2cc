// in: an error of a connection → out: the same in the reference's words. Never: a decision.
import { connectionFailures, dialFailures } from '@binnacle/outbound'

/** `url`: what was called; its address is named where no connection came about. */
export function dialWords(error: Error, url: URL): string {
  const code = (error as NodeJS.ErrnoException).code ?? ''
  const { address, port } = error as { address?: string; port?: number }
  const called = hostPort(address ?? url.hostname, String(port ?? portOf(url)))
  if (Object.hasOwn(dialFailures, code)) return `dial tcp ${called}: ${dialFailures[code]}`
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN') {
    return `dial tcp: lookup ${url.hostname}: no such host`
  }
  const nested = (error as AggregateError).errors?.[0]
  if (nested instanceof Error) return dialWords(nested, url)
  return connectionFailures[code] ?? error.message
}

function portOf(url: URL): string {
  return url.port || (url.protocol === 'https:' ? '443' : '80')
}

export function hostPort(host: string, port: string): string {
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`
}
