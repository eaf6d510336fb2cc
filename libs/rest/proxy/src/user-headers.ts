// in: a user → out: the headers that tell a backend who it is. Never: its credentials.
import type { User } from '@binnacle/exchange'

export function userHeaders(user: User): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = { 'X-Remote-User': asBytes(user.name) }
  if (user.uid !== '') headers['X-Remote-Uid'] = asBytes(user.uid)
  if (user.groups.length > 0) headers['X-Remote-Group'] = user.groups.map(asBytes)
  for (const [key, values] of Object.entries(user.extra)) {
    if (values.length > 0) headers[`X-Remote-Extra-${escaped(key)}`] = values.map(asBytes)
  }
  return headers
}

/** Header values are bytes: UTF-8 goes out as it is. */
function asBytes(text: string): string {
  return Buffer.from(text, 'utf8').toString('latin1')
}

const legal = /[!#$&'*+\-.0-9A-Z^_`a-z|~]/

function escaped(key: string): string {
  let name = ''
  for (const byte of Buffer.from(key, 'utf8')) {
    const letter = String.fromCharCode(byte)
    name += legal.test(letter) ? letter : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return name
}
