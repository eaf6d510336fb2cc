// in: work in small steps → out: it with pauses between them, so that others have their turn.
// Never: the work.

/** Waited for between two stretches of the work: requests come first. */
export type Rest = () => Promise<unknown>

/** How long a stretch of the work may take. */
const stretchMs = 5

export class Pauses {
  readonly #rest: Rest
  #fromMs = performance.now()

  constructor(rest: Rest) {
    this.#rest = rest
  }

  /** Rests where the stretch has lasted long enough. */
  async here(): Promise<void> {
    if (performance.now() - this.#fromMs < stretchMs) return
    await this.#rest()
    this.#fromMs = performance.now()
  }
}
