// in: nothing → out: pieces of the texts that say why a value is refused. Never: a rule.

/** Length as the reference counts it: bytes of UTF-8. */
export function byteLength(value: string): number {
  return Buffer.byteLength(value)
}

export function maxLengthText(max: number): string {
  return `must be no more than ${max} characters`
}

export function maxBytesText(max: number): string {
  return `must be no more than ${max} bytes`
}

export const emptyText = 'must be non-empty'

export function rangeText(low: number, high: number): string {
  return `must be between ${low} and ${high}, inclusive`
}

/** `what` with the pattern it has to match and examples of good values. */
export function patternText(what: string, pattern: string, ...examples: string[]): string {
  if (examples.length === 0) return `${what} (regex used for validation is '${pattern}')`
  const shown = examples.map((example) => `'${example}', `).join(' or ')
  return `${what} (e.g. ${shown}regex used for validation is '${pattern}')`
}
