// in: servers and quotas → out: what came of many clients that create and delete against them. Never: a verdict.
import { Agent, request } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'

export interface FirePlan {
  /** Each client stays with one until it fails. */
  readonly servers: readonly string[]
  readonly token: string
  readonly namespaces: readonly string[]
  readonly clients: number
  /** Creates and deletes together. */
  readonly operations: number
  /** Without: objects are only created. */
  readonly deletes: boolean
}

export interface Refusal {
  readonly namespace: string
  readonly fromMs: number
  readonly toMs: number
}

export interface FireReport {
  readonly created: number
  readonly deleted: number
  readonly refusals: readonly Refusal[]
  /** Answers that no quota gives, by status and message. */
  readonly strange: ReadonlyMap<string, number>
  /** Connections that ended without an answer: the server was killed. */
  readonly lost: number
  readonly seconds: number
  /** Milliseconds. */
  readonly createMs: readonly number[]
  readonly deleteMs: readonly number[]
}

export interface Answer {
  readonly status: number
  readonly text: string
}

/** One request over a connection that is kept. */
export function send(
  agent: Agent,
  token: string,
  method: string,
  url: string,
  body?: unknown,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
    const sent = request(url, { agent, method, headers, rejectUnauthorized: false }, (got) => {
      let text = ''
      got.on('data', (chunk: Buffer) => {
        text += chunk.toString()
      })
      got.on('end', () => resolve({ status: got.statusCode ?? 0, text }))
      got.on('error', reject)
    })
    sent.on('error', reject)
    sent.end(body === undefined ? undefined : JSON.stringify(body))
  })
}

interface Tally {
  left: number
  created: number
  deleted: number
  lost: number
  readonly refusals: Refusal[]
  readonly strange: Map<string, number>
  readonly createMs: number[]
  readonly deleteMs: number[]
}

export async function fire(
  plan: FirePlan,
  done: (operations: number) => void,
): Promise<FireReport> {
  const tally: Tally = {
    left: plan.operations,
    created: 0,
    deleted: 0,
    lost: 0,
    refusals: [],
    strange: new Map(),
    createMs: [],
    deleteMs: [],
  }
  const began = performance.now()
  const clients = Array.from({ length: plan.clients }, (_, number) =>
    client(plan, number, tally, done),
  )
  await Promise.all(clients)
  const seconds = (performance.now() - began) / 1000
  return { ...tally, seconds }
}

async function client(
  plan: FirePlan,
  number: number,
  tally: Tally,
  done: (operations: number) => void,
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  const own: string[] = []
  let server = number % plan.servers.length
  let serial = 0
  const ask = async (
    method: string,
    path: string,
    body?: unknown,
  ): Promise<Answer & { lost: boolean }> => {
    for (let lost = false; ; ) {
      try {
        const url = `${plan.servers[server]}${path}`
        return { ...(await send(agent, plan.token, method, url, body)), lost }
      } catch {
        tally.lost++
        lost = true
        server = (server + 1) % plan.servers.length
        await sleep(20)
      }
    }
  }
  const strange = ({ status, text }: Answer) => {
    const key = `${status} ${text.slice(0, 200)}`
    tally.strange.set(key, (tally.strange.get(key) ?? 0) + 1)
  }
  const create = async () => {
    const namespace = plan.namespaces[(number + serial) % plan.namespaces.length] as string
    const name = `fire-${number}-${serial++}`
    const path = `/api/v1/namespaces/${namespace}/configmaps`
    const fromMs = performance.now()
    const answer = await ask('POST', path, { metadata: { name } })
    const toMs = performance.now()
    if (!answer.lost) tally.createMs.push(toMs - fromMs)
    if (answer.status === 201 || (answer.status === 409 && answer.lost)) {
      own.push(`${path}/${name}`)
      tally.created++
    } else if (answer.status === 403 && answer.text.includes('exceeded quota')) {
      tally.refusals.push({ namespace, fromMs, toMs })
    } else strange(answer)
  }
  const remove = async () => {
    const [path = ''] = own.splice(Math.floor(Math.random() * own.length), 1)
    const fromMs = performance.now()
    const answer = await ask('DELETE', path)
    if (!answer.lost) tally.deleteMs.push(performance.now() - fromMs)
    if (answer.status === 200 || (answer.status === 404 && answer.lost)) tally.deleted++
    else strange(answer)
  }
  while (tally.left > 0) {
    tally.left--
    // More creates than deletes: the quotas fill up, and then room comes and goes.
    const removes = plan.deletes && own.length > 0 && Math.random() < 0.45
    await (removes ? remove() : create())
    done(plan.operations - tally.left)
  }
  agent.destroy()
}

export function percentile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0
}
