// in: a replica's port → out: its process number now. Linux only, as the tests' machines are.
import { readdirSync, readFileSync } from 'node:fs'

export function replicaPid(port: number): number | undefined {
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue
    try {
      const words = readFileSync(`/proc/${entry}/cmdline`, 'utf8').split('\0')
      if (words.includes(`--replica-port=${port}`)) return Number(entry)
    } catch {
      // It ended while we looked.
    }
  }
  return undefined
}
