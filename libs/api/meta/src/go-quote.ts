// in: a string → out: it quoted as Go's %q does, which error texts carry.

const shortEscapes: Readonly<Record<string, string>> = {
  '\u0007': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
}

const needsEscape = /[\\"\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]|(?! )\p{Zs}/gu

function escapeRune(rune: string): string {
  const short = shortEscapes[rune]
  if (short !== undefined) return short
  const code = rune.codePointAt(0) as number
  if (code < 0x80) return `\\x${code.toString(16).padStart(2, '0')}`
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`
  return `\\U${code.toString(16).padStart(8, '0')}`
}

/** `say "x"` → `"say \"x\""`; printable Unicode stays as it is. */
export function goQuote(text: string): string {
  return `"${text.replace(needsEscape, escapeRune)}"`
}
