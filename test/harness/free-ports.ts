// in: how many → out: the first of so many neighbouring ports that are free at this moment.
import { createServer } from 'node:net'

export async function freePorts(count: number): Promise<number> {
  for (let tried = 0; tried < 50; tried++) {
    const first = 20_000 + Math.floor(Math.random() * 10_000)
    const wanted = Array.from({ length: count }, (_, i) => first + i)
    if ((await Promise.all(wanted.map(isFree))).every(Boolean)) return first
  }
  throw new Error('no free ports were found')
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => {
      server.close(() => resolve(true))
    })
  })
}
