// in: the warnings of a request → out: values of Warning headers. Never: more than clients can take.

const totalMax = 4 * 1024
const itemMax = 256

/** As upstream: each text once; when all together are long, each is cut short. */
export function warningHeaders(warnings: readonly string[]): readonly string[] {
  if (warnings.length === 0) return warnings
  const texts = [...new Set(warnings)].filter((text) => text !== '')
  const lengths = texts.map((text) => [...text].length)
  const long = lengths.reduce((sum, length) => sum + length, 0) > totalMax
  const values: string[] = []
  let written = 0
  for (const text of texts) {
    if (long && written >= totalMax) break
    const kept = long ? [...text].slice(0, itemMax).join('') : text
    if (/\p{Cc}/u.test(kept)) continue
    written += [...kept].length
    values.push(`299 - "${asHeaderText(kept.replace(/["\\]/g, '\\$&'))}"`)
  }
  return values
}

/** Node writes header values as latin1: hand it the UTF-8 bytes one by one. */
function asHeaderText(text: string): string {
  return /^[\x20-\x7e]*$/.test(text) ? text : Buffer.from(text, 'utf8').toString('latin1')
}
