// in: a job → out: its result from another thread, so that nobody else waits for it. Never: more than one thread.
import { Worker } from 'node:worker_threads'
import { ApiError, type Status } from '@binnacle/meta'
import { type Done, type Job, performJob } from './jobs.ts'

/** Jobs that wait; beyond them each is done where it arrives. */
const waitingMax = 64
/** An idle thread gives its memory back. */
const idleMs = 30_000

/** Below, the way there costs more than it saves. */
export const apartFromBytes = 128 * 1024

interface Waiting {
  readonly job: Job
  readonly warnings: string[]
  readonly resolve: (done: Done) => void
  readonly reject: (error: unknown) => void
}

type Answer = { readonly warnings: readonly string[] } & (
  | { readonly done: Done }
  | { readonly refused: Status; readonly headers: ApiError['headers'] }
  | { readonly defect: string }
)

let thread: Worker | undefined
let waiting: Waiting[] = []
let idle: NodeJS.Timeout | undefined

/** Rejects with the ApiError that the job ends in. `warnings` gets those for the client. */
export function performApart(job: Job, warnings: string[] = []): Promise<Done> {
  const { promise, resolve, reject } = Promise.withResolvers<Done>()
  const one = { job, warnings, resolve, reject }
  if (waiting.length >= waitingMax) performHere(one)
  else {
    waiting.push(one)
    try {
      open().postMessage(withOwnBytes(job))
    } catch {
      // A type that cannot be sent: it belongs to this thread alone.
      waiting.pop()
      performHere(one)
    }
  }
  return promise
}

/** Of bytes that are a part of a larger buffer, all of it would be sent. */
function withOwnBytes(job: Job): Job {
  const own: Record<string, unknown> = { ...job }
  for (const [name, value] of Object.entries(own)) {
    if (value instanceof Uint8Array && value.byteLength < value.buffer.byteLength) {
      own[name] = new Uint8Array(value)
    }
  }
  return own as unknown as Job
}

/** Lets everyone else have a turn. */
export function aTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve))
}

function performHere({ job, warnings, resolve, reject }: Waiting): void {
  try {
    resolve(performJob(job, warnings))
  } catch (error) {
    reject(error)
  }
}

function open(): Worker {
  clearTimeout(idle)
  if (thread !== undefined) return thread
  const opened = new Worker(new URL('./worker.ts', import.meta.url))
  opened.unref()
  opened.on('message', (answer: Answer) => settle(answer))
  opened.on('error', () => close(opened))
  opened.on('exit', () => close(opened))
  thread = opened
  return opened
}

function settle(answer: Answer): void {
  const one = waiting.shift()
  if (waiting.length === 0) restSoon()
  if (one === undefined) return
  one.warnings.push(...answer.warnings)
  if ('done' in answer) one.resolve(answer.done)
  else if ('refused' in answer) one.reject(new ApiError(answer.refused, answer.headers))
  else one.reject(new Error(answer.defect))
}

function restSoon(): void {
  clearTimeout(idle)
  idle = setTimeout(() => void thread?.terminate(), idleMs)
  idle.unref()
}

/** What a thread leaves behind that is gone is done here. */
function close(closed: Worker): void {
  if (thread !== closed) return
  thread = undefined
  const left = waiting
  waiting = []
  for (const one of left) performHere(one)
}
