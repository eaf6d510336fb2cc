// in: what one worker does → out: how often it was done by several at once, and how long each took.
export interface Taken {
  readonly count: number
  readonly seconds: number
  readonly p50: number
  readonly p99: number
}

export interface Bounds {
  readonly concurrency: number
  /** Whichever comes first. */
  readonly seconds: number
  readonly count: number
}

export async function repeat(bounds: Bounds, one: (i: number) => Promise<void>): Promise<Taken> {
  const took: number[] = []
  const start = performance.now()
  const end = start + bounds.seconds * 1000
  let i = 0
  const worker = async () => {
    while (i < bounds.count && performance.now() < end) {
      const began = performance.now()
      await one(i++)
      took.push(performance.now() - began)
    }
  }
  await Promise.all(Array.from({ length: bounds.concurrency }, worker))
  const seconds = (performance.now() - start) / 1000
  took.sort((a, b) => a - b)
  const at = (share: number) => took[Math.floor((took.length - 1) * share)] ?? 0
  return { count: took.length, seconds, p50: at(0.5), p99: at(0.99) }
}
