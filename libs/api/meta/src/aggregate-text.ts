// in: the texts of several errors → out: one text, as Go shows an aggregate of them. Never: the same twice.

/** At least one. */
export function aggregateText(texts: readonly string[]): string {
  const [first = '', ...others] = new Set(texts)
  return others.length === 0 ? first : `[${[first, ...others].join(', ')}]`
}
