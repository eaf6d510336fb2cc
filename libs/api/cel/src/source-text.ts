// in: an expression and an offset in it → out: lines, columns and the picture of an error. Never: a rule of the language.

/** A problem of an expression; `offset` counts UTF-16 units. */
export interface Issue {
  readonly offset: number
  readonly message: string
}

const issuesMax = 100
const snippetMax = 16384

interface Place {
  readonly line: number
  /** Counted in code points, from 0. */
  readonly column: number
  readonly text: string
}

/** The offset of a problem of the expression as a whole. */
export const nowhere = -1

function placeOf(source: string, offset: number): Place {
  if (offset === nowhere) return { line: -1, column: -1, text: '' }
  const at = Math.min(offset, source.length)
  const before = source.slice(0, at)
  const lineStart = before.lastIndexOf('\n') + 1
  const line = before.split('\n').length
  const end = source.indexOf('\n', lineStart)
  const text = source.slice(lineStart, end < 0 ? source.length : end)
  return { line, column: [...source.slice(lineStart, at)].length, text }
}

function isWide(rune: string | undefined): boolean {
  return rune !== undefined && (rune.codePointAt(0) as number) > 0x7f
}

function picture(place: Place): string {
  if (place.line < 0 || Buffer.byteLength(place.text) > snippetMax) return ''
  const snippet = place.text.replaceAll('\t', ' ')
  const runes = [...snippet]
  const dots = runes.slice(0, place.column).map((rune) => (isWide(rune) ? '\uff0e' : '.'))
  const mark = isWide(runes[place.column]) ? '\uff3e' : '^'
  return `\n | ${snippet}\n | ${dots.join('')}${mark}`
}

/** The text of all issues in the order of their places, as clients see it. */
export function showIssues(source: string, issues: readonly Issue[]): string {
  const placed = issues
    .slice(0, issuesMax)
    .map((issue) => ({ issue, place: placeOf(source, issue.offset) }))
    .sort((a, b) => a.place.line - b.place.line || a.place.column - b.place.column)
  const texts = placed.map(
    ({ issue, place }) =>
      `ERROR: <input>:${place.line}:${place.column + 1}: ${issue.message}${picture(place)}`,
  )
  const more = issues.length - issuesMax
  if (more > 0) texts.push(`${more} more errors were truncated`)
  return texts.join('\n')
}
