// in: where and as whom to ask, again and again → out: how long it took and what was odd. Never: two questions at once.
import { Agent, request } from 'node:https'

export interface ProbePlan {
  readonly server: string
  readonly token: string
  readonly path: string
  readonly user: string | undefined
  /** A connection for each question, as a kubelet probes; else one is kept. */
  readonly anew: boolean
}

export interface ProbeOutcome {
  readonly asked: number
  readonly odd: Readonly<Record<string, number>>
  readonly p50Ms: number
  readonly p99Ms: number
  readonly maxMs: number
  /** How late this program itself was at most. */
  readonly lateMs: number
}

const everyMs = 100

export class Prober {
  readonly #plan: ProbePlan
  readonly #agent: Agent
  readonly #tookMs: number[] = []
  readonly #odd: Record<string, number> = {}
  readonly #over: Promise<void>
  #lateMs = 0
  #isOver = false

  constructor(plan: ProbePlan) {
    this.#plan = plan
    this.#agent = new Agent({ keepAlive: !plan.anew, maxSockets: 1, rejectUnauthorized: false })
    this.#over = this.#run()
  }

  async stop(): Promise<ProbeOutcome> {
    this.#isOver = true
    await this.#over
    this.#agent.destroy()
    const took = this.#tookMs.sort((a, b) => a - b)
    const at = (part: number) => took[Math.floor((took.length - 1) * part)] ?? 0
    const [p50Ms, p99Ms, maxMs] = [at(0.5), at(0.99), at(1)]
    return { asked: took.length, odd: this.#odd, p50Ms, p99Ms, maxMs, lateMs: this.#lateMs }
  }

  async #run(): Promise<void> {
    while (!this.#isOver) {
      const began = performance.now()
      const what = await this.#ask().catch((error: Error) => error.message)
      this.#tookMs.push(performance.now() - began)
      if (what !== '200' && what !== '404') this.#odd[what] = (this.#odd[what] ?? 0) + 1
      const due = performance.now() + everyMs
      await new Promise((resolve) => setTimeout(resolve, everyMs))
      this.#lateMs = Math.max(this.#lateMs, performance.now() - due)
    }
  }

  #ask(): Promise<string> {
    const { server, path, token, user } = this.#plan
    const headers = {
      authorization: `Bearer ${token}`,
      ...(user !== undefined && { 'impersonate-user': user }),
    }
    return new Promise((resolve, reject) => {
      const sent = request(`${server}${path}`, { headers, agent: this.#agent }, (got) => {
        got.on('error', reject)
        got.on('end', () => resolve(String(got.statusCode)))
        got.resume()
      })
      sent.on('error', reject)
      sent.end()
    })
  }
}
