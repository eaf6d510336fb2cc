// in: a value → out: its JSON as Go's encoder writes it, which texts and annotations carry.

/** As JSON.stringify, but with what HTML minds escaped. */
export function goJson(value: unknown): string {
  return JSON.stringify(value ?? null).replace(/[<>&\u2028\u2029]/g, escapeForHtml)
}

function escapeForHtml(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
}
