// in: connections as they come and go → out: whether one address has too many of few. Never: a bound while there is room.
export interface AddressLimits {
  readonly connectionsMax: number
  readonly connectionsPerAddressMax: number
}

/** Of all connections, those that anybody may take. */
const scarcePart = 0.75

/** A balancer that hides many clients behind its address is no attacker while there is room. */
export class AddressCount {
  readonly #limits: AddressLimits
  readonly #counts = new Map<string, number>()
  #total = 0

  constructor(limits: AddressLimits) {
    this.#limits = limits
  }

  /** false: refuse it; then it is not counted. */
  add(address: string): boolean {
    const count = this.#counts.get(address) ?? 0
    const { connectionsMax, connectionsPerAddressMax } = this.#limits
    const isScarce = this.#total >= connectionsMax * scarcePart
    if (isScarce && count >= connectionsPerAddressMax) return false
    this.#counts.set(address, count + 1)
    this.#total++
    return true
  }

  remove(address: string): void {
    const left = (this.#counts.get(address) ?? 0) - 1
    if (left > 0) this.#counts.set(address, left)
    else this.#counts.delete(address)
    this.#total--
  }
}
