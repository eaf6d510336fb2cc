// in: a plan → out: config maps created or changed at a rate, or by so many at once, over several
// connections, and what was answered. Never: a request held back that a connection has room for.
import { encodeRequest, type RawAnswer, RawHttp2 } from './raw-http2.ts'

export interface FloodPlan {
  readonly port: number
  readonly token: string
  /** Each request comes from the next one of them. */
  readonly users: readonly string[]
  readonly connections: number
  /** So many config maps o-0, o-1, ... are changed; 0: new ones are made, and the store grows. */
  readonly changed: number
  readonly seconds: number
  /** Requests that become due each second, answered or not; undefined: as answers come. */
  readonly perSecond: number | undefined
  /** Open at once, at most. */
  readonly concurrency: number
}

export interface FloodOutcome {
  readonly seconds: number
  /** Requests that clients had to send. */
  readonly due: number
  readonly sent: number
  readonly good: number
  readonly refused: number
  /** Everything else, by what it was. */
  readonly odd: Readonly<Record<string, number>>
  readonly goodP50Ms: number
  readonly goodP99Ms: number
  readonly openMax: number
}

const stepMs = 4
const path = '/api/v1/namespaces/default/configmaps'
const created = '{"apiVersion":"v1","kind":"ConfigMap","metadata":{"generateName":"a-"}}'

interface Write {
  readonly method: 'POST' | 'PATCH'
  readonly path: string
  readonly type: string
  readonly body: string
}

function writesOf(changed: number): Write[] {
  if (changed === 0) return [{ method: 'POST', path, type: 'application/json', body: created }]
  const type = 'application/merge-patch+json'
  return ['0', '1'].flatMap((value) =>
    Array.from({ length: changed }, (_, n) => {
      return { method: 'PATCH', path: `${path}/o-${n}`, type, body: `{"data":{"a":"${value}"}}` }
    }),
  )
}

/** Each comes from the next user. */
function requestsOf({ port, token, users, changed }: FloodPlan) {
  const writes = writesOf(changed)
  return Array.from({ length: Math.max(users.length, writes.length) }, (_, n) => {
    const { method, path, type, body } = writes[n % writes.length] as Write
    const encoded = encodeRequest({
      fields: [
        [':method', method],
        [':scheme', 'https'],
        [':path', path],
        [':authority', `127.0.0.1:${port}`],
        ['authorization', `Bearer ${token}`],
        ['impersonate-user', users[n % users.length] as string],
        ['content-type', type],
      ],
      body,
    })
    return { bodyBytes: body.length, encoded }
  })
}

class Tally {
  good = 0
  refused = 0
  readonly odd: Record<string, number> = {}
  readonly tookMs: number[] = []

  lost(why: string): void {
    const what = `a connection ended: ${why}`
    this.odd[what] = (this.odd[what] ?? 0) + 1
  }

  readonly note = ({ status, retryAfter, why, tookMs }: RawAnswer): void => {
    if (status === 200 || status === 201) {
      this.good++
      this.tookMs.push(tookMs)
    } else if (status === 429 && retryAfter !== undefined && retryAfter >= 1) this.refused++
    else {
      const what = status === 0 ? why : `${status} ${why}`
      this.odd[what] = (this.odd[what] ?? 0) + 1
    }
  }
}

export async function flood(plan: FloodPlan): Promise<FloodOutcome> {
  const tally = new Tally()
  const requests = requestsOf(plan)
  const bodyMax = Math.max(...requests.map(({ bodyBytes }) => bodyBytes))
  const open = () => new RawHttp2(plan.port, tally.note)
  const connections = Array.from({ length: plan.connections }, open)
  const began = performance.now()
  let [sent, openNow, openMax] = [0, 0, 0]
  const dueAt = (nowMs: number) =>
    plan.perSecond === undefined ? Infinity : ((nowMs - began) * plan.perSecond) / 1000
  while (performance.now() - began < plan.seconds * 1000) {
    openNow = connections.reduce((sum, connection) => sum + connection.open, 0)
    let wanted = Math.min(dueAt(performance.now()) - sent, plan.concurrency - openNow)
    // Each gets its part, from another one on each time.
    for (let step = 0; step < connections.length && wanted >= 1; step++) {
      const at = (sent + step) % connections.length
      const connection = connections[at] as RawHttp2
      if (connection.ended !== undefined && connection.open === 0) {
        tally.lost(connection.ended)
        connections[at] = open()
      }
      const part = Math.ceil(wanted / (connections.length - step))
      const count = Math.min(part, Math.max(0, connection.room(bodyMax)))
      if (count < 1) continue
      connection.send(
        Array.from({ length: count }, (_, i) => requests[(sent + i) % requests.length] as never),
      )
      sent += count
      wanted -= count
      openNow += count
    }
    openMax = Math.max(openMax, openNow)
    await new Promise((resolve) => setTimeout(resolve, stepMs))
  }
  const seconds = (performance.now() - began) / 1000
  const due = plan.perSecond === undefined ? sent : Math.floor(plan.perSecond * seconds)
  tally.tookMs.sort((a, b) => a - b)
  const at = (part: number) => tally.tookMs[Math.floor((tally.tookMs.length - 1) * part)] ?? 0
  const { good, refused, odd } = tally
  const outcome = { seconds, due, sent, good, refused, odd: { ...odd }, openMax }
  for (const connection of connections) connection.close()
  return { ...outcome, goodP50Ms: at(0.5), goodP99Ms: at(0.99) }
}
