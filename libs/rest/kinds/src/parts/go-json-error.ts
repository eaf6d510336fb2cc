// in: a text that should be a JSON object → out: Go's words for what is wrong with it; undefined when nothing is.

const kinds: Readonly<Record<string, string>> = {
  string: 'string',
  number: 'number',
  boolean: 'bool',
}

/** Where the text stops being JSON: Go names the character and what it was reading. */
function syntaxFault(text: string): string {
  const rest = text.replace(/^[ \t\r\n]+/, '')
  if (rest === '') return 'unexpected end of JSON input'
  const first = rest[0] as string
  const shown = first === "'" ? "'\\''" : first === '"' ? `'"'` : `'${first}'`
  if (!/^[{["\-0-9tfn]/.test(first))
    return `invalid character ${shown} looking for beginning of value`
  const word = { t: 'true', f: 'false', n: 'null' }[first]
  if (word !== undefined) {
    for (let index = 1; index < word.length; index++) {
      const next = rest[index]
      if (next === undefined) return 'unexpected end of JSON input'
      if (next !== word[index]) {
        return `invalid character '${next}' in literal ${word} (expecting '${word[index]}')`
      }
    }
    return `invalid character '${rest[word.length]}' after top-level value`
  }
  if (first === '{') {
    const next = rest.slice(1).replace(/^[ \t\r\n]+/, '')[0]
    if (next !== undefined && next !== '"' && next !== '}') {
      return `invalid character '${next}' looking for beginning of object key string`
    }
  }
  return 'unexpected end of JSON input'
}

export function goJsonMapError(text: string): string | undefined {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return syntaxFault(text)
  }
  if (value === null) return undefined
  if (typeof value === 'object' && !Array.isArray(value)) return undefined
  const what = Array.isArray(value) ? 'array' : kinds[typeof value]
  return `json: cannot unmarshal ${what} into Go value of type map[string]interface {}`
}
