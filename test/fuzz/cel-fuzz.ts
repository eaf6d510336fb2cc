// in: a server's port and process, how many definitions and a seed → out: what it answered to rules
// and objects by chance, and what it must not have.
// Never: a start or an end of the server.
import { randomOf } from '../harness/random.ts'
import { mainThreadMs } from '../load/process-use.ts'
import { type Answered, type Asked, type Asker, createAsker } from './ask.ts'
import { makeExpression } from './cel-expressions.ts'
import { deepSchema, makeFitting, makeSchema, type Schema } from './cel-schemas.ts'
import { faultOf, type Finding } from './fault.ts'

export interface CelFuzzWishes {
  readonly port: number
  readonly pid: number
  readonly definitions: number
  readonly seed: number
  progress?(done: number): void
  isOver?(): boolean
}

export interface CelFuzzReport {
  readonly definitions: number
  /** Those that were taken; only they have objects. */
  readonly taken: number
  readonly requests: number
  readonly statuses: Readonly<Record<string, number>>
  readonly findings: readonly Finding[]
  /** Processor time of the dearest request of each sort, at the best of three times. */
  readonly mostMs: Readonly<Record<'definition' | 'object', number>>
}

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions'
const stallMs = 100
const objectsEach = 4

/**
 * Processor time of the thread that answers, and one request at a time: work of another process, or
 * on another thread, is no stall.
 */
class Run {
  readonly statuses: Record<string, number> = {}
  readonly findings: Finding[] = []
  readonly mostMs = { definition: 0, object: 0 }
  requests = 0
  taken = 0
  readonly #asker: Asker
  readonly #pid: number

  constructor(asker: Asker, pid: number) {
    this.#asker = asker
    this.#pid = pid
  }

  async ask(sort: 'definition' | 'object', seed: number, make: (turn: number) => Asked) {
    const { answer, ms } = await this.#timed(make(0))
    this.requests++
    this.statuses[answer.status] = (this.statuses[answer.status] ?? 0) + 1
    const fault = answer.status === 0 ? 'a lost connection' : faultOf(answer)
    if (fault) this.#found(fault, make(0), seed, answer.text)
    let least = ms
    for (let turn = 1; turn < 3 && least > Math.max(stallMs / 2, this.mostMs[sort]); turn++) {
      least = Math.min(least, (await this.#timed(make(turn))).ms)
    }
    this.mostMs[sort] = Math.max(this.mostMs[sort], least)
    if (least > stallMs) this.#found(`${least.toFixed(0)} ms`, make(0), seed, answer.text)
    return answer
  }

  async #timed(asked: Asked): Promise<{ answer: Answered; ms: number }> {
    const before = mainThreadMs(this.#pid)
    const answer = await this.#asker.ask(asked).catch((error: Error) => {
      return { status: 0, text: String(error), ms: 0 }
    })
    return { answer, ms: mainThreadMs(this.#pid) - before }
  }

  #found(what: string, asked: Asked, seed: number, answer: string): void {
    this.findings.push({ what, seed, asked, answer: answer.slice(0, 500) })
  }
}

/** `turn` changes what is written, so that nothing is known from the time before. */
function definition(group: string, schema: Schema, turn: number): string {
  const names = { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' }
  const spec = { ...schema, description: `turn ${turn}` }
  const openAPIV3Schema = { type: 'object', properties: { spec } }
  return JSON.stringify({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `things.${group}` },
    spec: {
      group,
      scope: 'Cluster',
      names,
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  })
}

async function live(run: Run, seed: number): Promise<void> {
  const random = randomOf(seed)
  const schema = random.chance(0.2)
    ? deepSchema(random, random.pick([3, 6, 12, 40, 150]))
    : makeSchema(random)
  const rules = Array.from({ length: random.pick([1, 1, 1, 2, 4]) }, () => ({
    rule: makeExpression(random, schema),
    ...(random.chance(0.2) && { messageExpression: makeExpression(random, schema) }),
  }))
  schema['x-kubernetes-validations'] = rules
  const group = `g${seed}.example.com`
  const path = (turn: number) => (turn === 0 ? crds : `${crds}?dryRun=All`)
  const { status } = await run.ask('definition', seed, (turn) => ({
    method: 'POST',
    path: path(turn),
    body: definition(turn === 0 ? group : `t${turn}.${group}`, schema, turn),
  }))
  if (status !== 201) return
  run.taken++
  for (let n = 0; n < objectsEach; n++) {
    const spec = makeFitting(random, schema, random.pick([1, 10, 100, 2_000]))
    const object = { apiVersion: `${group}/v1`, kind: 'Thing', metadata: { name: 'one' }, spec }
    await run.ask('object', seed, (turn) => ({
      method: 'POST',
      path: `/apis/${group}/v1/things${turn === 0 ? '' : '?dryRun=All'}`,
      body: JSON.stringify({ ...object, metadata: { name: `one-${n}-${turn}` } }),
    }))
  }
  await run.ask('definition', seed, () => ({ method: 'DELETE', path: `${crds}/things.${group}` }))
}

export async function fuzzCel(wishes: CelFuzzWishes): Promise<CelFuzzReport> {
  const asker = createAsker(wishes.port)
  const run = new Run(asker, wishes.pid)
  let done = 0
  try {
    for (; done < wishes.definitions && !wishes.isOver?.(); done++) {
      await live(run, wishes.seed + done)
      if (done % 100 === 0) wishes.progress?.(done)
    }
  } finally {
    asker.close()
  }
  const { requests, statuses, findings, mostMs, taken } = run
  return { definitions: done, taken, requests, statuses, findings, mostMs }
}
