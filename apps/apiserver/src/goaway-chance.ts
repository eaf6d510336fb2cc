// in: --goaway-chance as given → out: a probability. Never: one that would make every client reconnect all the time.
import { UsageError } from '@binnacle/flags'

const most = 0.02

export function goawayChanceOf(text: string): number {
  const chance = text.trim() === '' ? Number.NaN : Number(text)
  if (Number.isNaN(chance)) throw new UsageError(`invalid argument "${text}" for "--goaway-chance"`)
  if (chance >= 0 && chance <= most) return chance
  throw new UsageError(`--goaway-chance can not be less than 0 or greater than ${most}`)
}
