// in: what levels want, within bounds, and a total → out: seats for each, equally far from its wish.
export interface SeatWish {
  readonly target: number
  readonly least: number
  readonly most: number
}

/** A wish of nothing still takes part in the division. */
const targetMin = 0.001

export interface SharedSeats {
  readonly seats: readonly number[]
  /** How much of its wish each level gets that no bound holds. */
  readonly fraction: number
}

/** undefined: the bounds leave no way to give out exactly `total`. */
export function shareSeats(total: number, wishes: readonly SeatWish[]): SharedSeats | undefined {
  const all = wishes.map((wish) => ({ ...wish, target: Math.max(wish.target, targetMin) }))
  const given = (fraction: number) =>
    all.map(({ target, least, most }) => Math.min(most, Math.max(least, fraction * target)))
  const sumAt = (fraction: number) => given(fraction).reduce((sum, seats) => sum + seats, 0)
  const bends = all
    .flatMap(({ target, least, most }) => [least / target, most / target])
    .sort((a, b) => a - b)
  const last = bends.at(-1)
  if (last === undefined || sumAt(0) > total + 1e-7 || sumAt(last) < total - 1e-7) return undefined
  // The sum rises with the fraction, in straight lines from bend to bend.
  let from = 0
  for (const to of bends) {
    const low = sumAt(from)
    const high = sumAt(to)
    if (high >= total) {
      const fraction = high > low ? from + ((to - from) * (total - low)) / (high - low) : to
      return { seats: given(fraction), fraction }
    }
    from = to
  }
  return { seats: given(last), fraction: last }
}
