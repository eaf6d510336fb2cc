import { expect, test } from 'vitest'
import { sameSecret } from './legacy-token.ts'

const secret = 'abcdefghijklmnop'

test('K26, N21: secrets of any length and difference are compared as wholes, without an error', () => {
  expect(sameSecret(secret, secret)).toBe(true)
  expect(sameSecret(Buffer.from(secret), secret)).toBe(true)
  for (let at = 0; at < secret.length; at++) {
    const wrong = `${secret.slice(0, at)}X${secret.slice(at + 1)}`
    expect(sameSecret(secret, wrong)).toBe(false)
    expect(sameSecret(secret, secret.slice(0, at))).toBe(false)
  }
  expect(sameSecret(secret, `${secret}${secret}`)).toBe(false)
})
