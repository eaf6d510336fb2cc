// in: a file → out: the wall clock of one process, moved at will. Never: the machine's clock, or the steady one.
import { existsSync, renameSync, writeFileSync } from 'node:fs'

const library = '/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1'

export interface Clock {
  /** What the process is to be started with. */
  readonly env: Readonly<Record<string, string>>
  step(seconds: number): void
}

/** undefined: the library is not here (Debian's package libfaketime). */
export function clockAt(file: string): Clock | undefined {
  if (!existsSync(library)) return undefined
  const step = (seconds: number): void => {
    writeFileSync(`${file}.new`, `${seconds < 0 ? '' : '+'}${seconds}`)
    renameSync(`${file}.new`, file)
  }
  step(0)
  return {
    step,
    env: {
      LD_PRELOAD: library,
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_CACHE_DURATION: '1',
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
  }
}
