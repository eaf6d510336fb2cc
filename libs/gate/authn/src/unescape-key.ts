// in: the tail of a header name → out: the key that it escapes. Never: a refusal.

/** A key that is badly escaped stays as it is, so that it is never lost from sight. */
export function unescapeKey(escaped: string): string {
  if (!escaped.includes('%')) return escaped
  try {
    return decodeURIComponent(escaped)
  } catch {
    return escaped
  }
}
