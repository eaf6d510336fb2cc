// in: a bearer token → out: its header and payload, unverified, when it is a JWT. Never: trust.

// biome-ignore lint/suspicious/noExplicitAny: whatever the token holds
export type Unverified = Record<string, any>

const strictBase64url = /^[A-Za-z0-9_-]+$/
/** Longer ones are nobody's. */
const tokenLengthMax = 65_536

export function splitJwt(token: string): { header: Unverified; payload: Unverified } | undefined {
  if (token.length > tokenLengthMax) return undefined
  const parts = token.split('.')
  if (parts.length !== 3) return undefined
  const header = readPart(parts[0] as string)
  const payload = readPart(parts[1] as string)
  return header && payload && { header, payload }
}

function readPart(part: string): Unverified | undefined {
  if (!strictBase64url.test(part)) return undefined
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(part, 'base64url'))
    const value = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined
  }
}
