// in: a promise and a time → out: its outcome, or a refusal when it takes longer. Never: a timer left behind.

/** `late` makes the error of a promise that was too slow; it may tell others to give up. */
export async function within<T>(promise: Promise<T>, ms: number, late: () => Error): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), ms)
  })
  try {
    return await Promise.race([promise, expired])
  } finally {
    clearTimeout(timer)
  }
}
