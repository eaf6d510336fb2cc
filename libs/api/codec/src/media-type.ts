// in: a Content-Type header → out: its media type, if all of the header is well formed.

const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+/

/** Lower case; undefined where Go would find a fault in the parameters. */
export function mediaTypeOf(header: string): string | undefined {
  const semicolon = header.indexOf(';')
  const type = (semicolon < 0 ? header : header.slice(0, semicolon)).trim().toLowerCase()
  const names = new Set<string>()
  let rest = semicolon < 0 ? '' : header.slice(semicolon).trim()
  while (rest !== '') {
    if (/^;\s*$/.test(rest)) return type
    const parameter = takeParameter(rest)
    if (parameter === undefined || names.has(parameter.name)) return undefined
    names.add(parameter.name)
    rest = rest.slice(parameter.length).trimStart()
  }
  return type
}

/** `; name=value`, the value a token or in quotes. */
function takeParameter(text: string): { name: string; length: number } | undefined {
  const before = /^;\s*/.exec(text)?.[0]
  if (before === undefined) return undefined
  const name = token.exec(text.slice(before.length))?.[0]
  if (name === undefined) return undefined
  const behind = text.slice(before.length + name.length)
  const equals = /^\s*=\s*/.exec(behind)?.[0]
  if (equals === undefined) return undefined
  const after = behind.slice(equals.length)
  const value = token.exec(after)?.[0] ?? /^"(?:[^"\\]|\\.)*"/.exec(after)?.[0]
  if (value === undefined) return undefined
  const length = before.length + name.length + equals.length + value.length
  return { name: name.toLowerCase(), length }
}
