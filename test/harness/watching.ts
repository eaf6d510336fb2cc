// in: a watch → out: its events as they come.
import { request } from 'node:https'
import { type TestCluster, token } from './cluster.ts'

export interface WatchedEvent {
  readonly type: string
  // biome-ignore lint/suspicious/noExplicitAny: whatever object a test looks into
  readonly object: any
}

export interface Watching {
  /** The first event that fits, past or to come. */
  next(fits: (event: WatchedEvent) => boolean, withinMs?: number): Promise<WatchedEvent>
  close(): void
}

export function watch(cluster: TestCluster, path: string, at = cluster.server): Promise<Watching> {
  const events: WatchedEvent[] = []
  let wake: () => void = () => undefined
  return new Promise((resolve, reject) => {
    const asked = request(
      `${at}${path}`,
      { headers: { authorization: `Bearer ${token}` }, ca: cluster.ca },
      (got) => {
        let rest = ''
        got.setEncoding('utf8')
        got.on('error', () => undefined)
        got.on('data', (chunk: string) => {
          const lines = (rest + chunk).split('\n')
          rest = lines.pop() ?? ''
          for (const line of lines) if (line !== '') events.push(JSON.parse(line))
          wake()
        })
        resolve({
          async next(fits, withinMs = 5_000) {
            const deadline = performance.now() + withinMs
            for (;;) {
              const found = events.find(fits)
              if (found !== undefined) return found
              const left = deadline - performance.now()
              if (left <= 0) throw new Error(`no such event among ${events.length}`)
              await new Promise<void>((again) => {
                wake = again
                setTimeout(again, Math.min(left, 100))
              })
            }
          },
          close: () => asked.destroy(),
        })
      },
    )
    asked.on('error', reject)
    asked.end()
  })
}
