// in: two JSON values → out: whether they mean the same; nothing, null and [] are alike. Never: paths or diffs.

function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || (Array.isArray(value) && value.length === 0)
}

type Members = Record<string, unknown>

function sameMembers(a: Members, b: Members): boolean {
  for (const key in a) {
    if (!Object.hasOwn(b, key)) {
      if (!isEmpty(a[key])) return false
    } else if (!sameValue(a[key], b[key])) return false
  }
  for (const key in b) {
    if (!Object.hasOwn(a, key) && !isEmpty(b[key])) return false
  }
  return true
}

/** As upstream's semantic equality over decoded objects, whose empty maps are gone: a `{}` is a struct that is set. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) {
    return isEmpty(a) && isEmpty(b)
  }
  if (Array.isArray(a) !== Array.isArray(b)) return false
  if (Array.isArray(a) && Array.isArray(b)) {
    if (a.length !== b.length) return false
    for (let i = 0; i < a.length; i++) if (!sameValue(a[i], b[i])) return false
    return true
  }
  return sameMembers(a as Members, b as Members)
}
