// in: two JSON values → out: are they the same value? Never: order of members, which does not count.

export function equalValues(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Array.isArray(a)) return Array.isArray(b) && equalLists(a, b)
  if (Array.isArray(b)) return false
  const names = Object.keys(a)
  let rest = names.length
  for (const name of Object.keys(b)) {
    if ((b as Record<string, unknown>)[name] !== undefined) rest--
  }
  for (const name of names) {
    const member = (a as Record<string, unknown>)[name]
    if (member === undefined) {
      rest--
      continue
    }
    if (!Object.hasOwn(b, name)) return false
    if (!equalValues(member, (b as Record<string, unknown>)[name])) return false
  }
  return rest === 0
}

function equalLists(a: readonly unknown[], b: readonly unknown[]): boolean {
  if (a.length !== b.length) return false
  for (let i = 0; i < a.length; i++) {
    if (!equalValues(a[i], b[i])) return false
  }
  return true
}
