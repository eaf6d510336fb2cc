// in: a command line → out: a process that can be killed, paused and started again. Never: a forgotten one.
import { type ChildProcess, spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'

export interface Ending {
  readonly code: number | null
  readonly signal: string | null
  /** Whether somebody of the tests sent the signal. */
  readonly wanted: boolean
}

export class Program {
  readonly name: string
  /** Ends that nobody asked for are defects. */
  readonly endings: Ending[] = []
  readonly #command: readonly string[]
  readonly #env: Readonly<Record<string, string>>
  readonly #logPath: string
  #child: ChildProcess | undefined
  #wanted = false

  constructor(
    name: string,
    command: readonly string[],
    env: Readonly<Record<string, string>>,
    logPath: string,
  ) {
    this.name = name
    this.#command = command
    this.#env = env
    this.#logPath = logPath
  }

  get running(): boolean {
    return this.#child !== undefined
  }

  get pid(): number | undefined {
    return this.#child?.pid
  }

  start(): void {
    if (this.#child !== undefined) return
    this.#wanted = false
    const [program = '', ...args] = this.#command
    const env = { PATH: process.env.PATH ?? '', ...this.#env }
    const child = spawn(program, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    this.#child = child
    const log = createWriteStream(this.#logPath, { flags: 'a' })
    child.stdout.pipe(log, { end: false })
    child.stderr.pipe(log, { end: false })
    const leave = (): void => void child.kill('SIGKILL')
    process.once('exit', leave)
    child.once('exit', (code, signal) => {
      process.removeListener('exit', leave)
      this.endings.push({ code, signal, wanted: this.#wanted })
      this.#child = undefined
    })
  }

  /** Resolves when it has ended, with its exit code. */
  async end(signal: 'SIGKILL' | 'SIGTERM', withinMs = 90_000): Promise<Ending | undefined> {
    const child = this.#child
    if (child === undefined) return this.endings.at(-1)
    this.#wanted = true
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
    child.kill(signal)
    const late = sleep(withinMs, 'late', { ref: false })
    if ((await Promise.race([gone, late])) === 'late') {
      child.kill('SIGKILL')
      await gone
      throw new Error(`${this.name} had not ended ${withinMs} ms after ${signal}`)
    }
    return this.endings.at(-1)
  }

  signal(signal: 'SIGSTOP' | 'SIGCONT' | 'SIGHUP' | 'SIGUSR2'): void {
    this.#child?.kill(signal)
  }

  /** Ends by itself are expected from now on: its disk is full. */
  expectEnd(): void {
    this.#wanted = true
  }
}
