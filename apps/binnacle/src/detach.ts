// in: arguments → out: the same command in the background, once it is ready or has failed.
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))

/** What the background process tells its parent over the channel. */
export type Told = { readonly say: string } | { readonly over: true } | { readonly failed: string }

/** Resolves with the exit code for the process in front. */
export function detach(args: readonly string[], say: (line: string) => void): Promise<number> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [main, ...args, '--no-detach'], {
      detached: true,
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    })
    const finish = (code: number) => {
      if (child.connected) child.disconnect()
      child.unref()
      resolve(code)
    }
    child.on('message', (told: Told) => {
      if ('say' in told) say(told.say)
      else if ('failed' in told) {
        process.stderr.write(`binnacle: ${told.failed}\n`)
        finish(1)
      } else finish(0)
    })
    child.on('exit', () => finish(1))
  })
}
