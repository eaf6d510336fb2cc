// in: a command → out: a process that is kept running: restarted with a growing pause when it dies.
import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, openSync, renameSync, statSync } from 'node:fs'

export interface ChildPlan {
  readonly name: string
  readonly command: string
  readonly args: readonly string[]
  readonly cwd?: string
  readonly env?: NodeJS.ProcessEnv
  readonly logFile: string
  /** The child says `{ ready: true }` over a channel, and ends when the channel ends. */
  readonly channel: boolean
}

export interface ChildEvents {
  /** Has this process number now. */
  started(child: Child, pid: number): void
  ready(child: Child): void
  /** It died without being asked to; `inMs` until the next try. */
  died(child: Child, how: string, inMs: number): void
  /** It died before it was ever ready: trying again will not help. */
  failed(child: Child): void
}

const pauseMinMs = 100
const pauseMaxMs = 10_000
/** Having run for so long, a child starts with the shortest pause again. */
const steadyMs = 10_000
const logBytesMax = 16 * 1024 * 1024

export class Child {
  readonly plan: ChildPlan
  readonly #events: ChildEvents
  #process: ChildProcess | undefined
  #pauseMs = pauseMinMs
  #stopping = false
  #everReady = false
  #timer: NodeJS.Timeout | undefined

  constructor(plan: ChildPlan, events: ChildEvents) {
    this.plan = plan
    this.#events = events
  }

  start(): void {
    const log = openLog(this.plan.logFile)
    const startedAt = performance.now()
    const child = spawn(this.plan.command, this.plan.args, {
      cwd: this.plan.cwd,
      env: { ...process.env, ...this.plan.env },
      stdio: ['ignore', log, log, ...(this.plan.channel ? (['ipc'] as const) : [])],
      // Ctrl-C reaches the whole group of the terminal; the parent alone decides who stops when.
      detached: true,
    })
    closeSync(log)
    this.#process = child
    if (child.pid !== undefined) this.#events.started(this, child.pid)
    child.on('message', (message) => {
      if ((message as { ready?: unknown }).ready === true) this.ready()
    })
    let over = false
    const end = (how: string) => {
      if (over) return
      over = true
      this.#process = undefined
      if (this.#stopping) return
      if (!this.#everReady) {
        this.#events.failed(this)
        return
      }
      if (performance.now() - startedAt > steadyMs) this.#pauseMs = pauseMinMs
      this.#events.died(this, how, this.#pauseMs)
      this.#timer = setTimeout(() => this.start(), this.#pauseMs)
      this.#pauseMs = Math.min(this.#pauseMs * 2, pauseMaxMs)
    }
    child.on('error', (error) => end(error.message))
    child.on('exit', (code, signal) => end(signal ?? `exit code ${code}`))
  }

  ready(): void {
    this.#everReady = true
    this.#events.ready(this)
  }

  /** For a child without a channel: others could work with it. */
  proved(): void {
    this.#everReady = true
  }

  async stop(graceMs: number): Promise<void> {
    this.#stopping = true
    clearTimeout(this.#timer)
    const child = this.#process
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const gone = new Promise((resolve) => child.once('exit', resolve))
    child.kill('SIGTERM')
    const timer = setTimeout(() => child.kill('SIGKILL'), graceMs)
    await gone
    clearTimeout(timer)
  }
}

function openLog(path: string): number {
  try {
    if (statSync(path).size > logBytesMax) renameSync(path, `${path}.old`)
  } catch {
    // No log yet.
  }
  return openSync(path, 'a', 0o600)
}
