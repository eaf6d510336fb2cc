// in: an address and ports → out: nothing, or which port is taken. Never: a port kept.
import { createServer } from 'node:net'
import { UsageError } from '@binnacle/flags'

/** Replicas share a port on purpose, so they would not notice that it belongs to somebody else. */
export async function refuseTakenPorts(host: string, ports: readonly number[]): Promise<void> {
  await Promise.all(ports.map((port) => probe(host, port)))
}

function probe(host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', (error: NodeJS.ErrnoException) => {
      const why =
        error.code === 'EADDRINUSE'
          ? 'is in use by another program: stop it, or choose another with --port'
          : error.code === 'EACCES'
            ? 'may not be used by this user: choose one above 1024 with --port'
            : `cannot be used (${error.code})`
      reject(new UsageError(`port ${port} on ${host} ${why}`))
    })
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve()))
  })
}
