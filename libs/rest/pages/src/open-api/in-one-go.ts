// in: work in steps → out: its result, with no pause between them. Never: others' turns.

export function inOneGo<T>(steps: Generator<void, T>): T {
  for (;;) {
    const { done, value } = steps.next()
    if (done) return value
  }
}
