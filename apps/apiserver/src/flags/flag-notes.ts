// in: flags → out: what was asked for and changes nothing, for the log. Never: a refusal.
import { flagTable } from '../flag-table.ts'
import type { FlagName } from '../flag-table.ts'
import type { Flags } from './check-flags.ts'
import { judgeGates } from './feature-gates.ts'
import type { Flag } from './flag.ts'
import { leftOutCiphers } from './tls-names.ts'

/** Nothing is said of a flag that is set to what it would be anyway. */
export function flagNotes(flags: Flags): string[] {
  const notes = judgeGates(flags.list('feature-gates')).notes.slice()
  for (const [name, { idle, default: preset }] of Object.entries<Flag>(flagTable)) {
    const value = flags.text(name as FlagName)
    if (idle === undefined || !flags.isGiven(name as FlagName) || value === preset) continue
    notes.push(`--${name}=${value} changes nothing: ${idle}`)
  }
  const leftOut = leftOutCiphers(flags.list('tls-cipher-suites'))
  if (leftOut.length > 0) {
    notes.push(
      `of --tls-cipher-suites these are not used, for they are insecure: ${leftOut.join(', ')}`,
    )
  }
  for (const place of ['log', 'webhook'] as const) {
    const name = `audit-${place}-mode` as const
    if (!flags.isGiven(name) || flags.text(name) !== 'blocking') continue
    notes.push(`--${name}=blocking: records are written behind the answers, which do not wait`)
  }
  return notes
}
