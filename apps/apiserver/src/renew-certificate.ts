// in: a server and its certificate files → out: new files in use for new connections. Never: half-written ones.
import type { EdgeServer, ServerCertificate } from '@binnacle/server'

const everyMs = 2_000

/** Files that do not fit each other are refused by TLS: what was in use stays until they do. */
export function renewCertificate(
  server: Pick<EdgeServer, 'renewCertificate'>,
  first: ServerCertificate,
  read: () => ServerCertificate,
  onTrouble: (error: unknown) => void,
): { stop(): void } {
  let inUse = JSON.stringify(first)
  let refused = ''
  const timer = setInterval(() => {
    try {
      const certificate = read()
      const text = JSON.stringify(certificate)
      if (text === inUse || text === refused) return
      refused = text
      server.renewCertificate(certificate)
      inUse = text
      refused = ''
    } catch (error) {
      onTrouble(error)
    }
  }, everyMs)
  timer.unref()
  return { stop: () => clearInterval(timer) }
}
