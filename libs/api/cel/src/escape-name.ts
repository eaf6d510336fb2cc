// in: a property's name → out: the identifier by which expressions name it, and back.

const reserved = new Set(
  (
    'true false null in as break const continue else for function if import let loop package ' +
    'namespace return var void while'
  ).split(' '),
)
const escapes: Readonly<Record<string, string>> = {
  __: '__underscores__',
  '.': '__dot__',
  '-': '__dash__',
  '/': '__slash__',
}

/** undefined: no expression can name it. */
export function escapeName(name: string): string | undefined {
  if (!/^[a-zA-Z_.\-/][a-zA-Z0-9_.\-/]*$/.test(name)) return undefined
  if (reserved.has(name)) return `__${name}__`
  return name.replace(/__|[-./]/g, (part) => escapes[part] as string)
}

const unescapes: Readonly<Record<string, string>> = {
  underscores: '__',
  dot: '.',
  dash: '-',
  slash: '/',
}

/** undefined: no property has such an identifier. */
export function unescapeName(escaped: string): string | undefined {
  let valid = true
  const name = escaped.replace(/__([^_]+)__/g, (whole, word: string) => {
    if (Object.hasOwn(unescapes, word)) return unescapes[word] as string
    if (!reserved.has(word) || whole.length !== escaped.length) valid = false
    return word
  })
  return valid ? name : undefined
}
