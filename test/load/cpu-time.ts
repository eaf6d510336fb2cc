// in: process numbers → out: the CPU time that they have used, in milliseconds. Linux only.
import { readFileSync } from 'node:fs'

const ticksPerSecond = 100

export function cpuMs(pids: readonly number[]): number {
  let ticks = 0
  for (const pid of pids) {
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? []
    ticks += Number(fields[11]) + Number(fields[12])
  }
  return (ticks * 1000) / ticksPerSecond
}
