// in: a list → out: its values, each once, in order.

export function duplicateFree<T>(values: Iterable<T>): T[] {
  return [...new Set(values)]
}
