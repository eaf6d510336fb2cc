// One key gives one configuration, for ever: what was stored with it must stay readable.
import { createPrivateKey, generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { encryptionFrom, newEncryption } from '../../deploy/image/encryption.ts'

const keyOf = (text: string) => parse(text).resources[0].providers[0].secretbox.keys[0].secret

const pinned = 'y9t+jjP7lV24gOXTFmrcandOBfuEl2h0g6KuvBlMMVg='

/** Made for this test alone: the number 1. */
const one = createPrivateKey({
  key: {
    kty: 'EC',
    crv: 'P-256',
    d: 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAE',
    x: 'axfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpY',
    y: 'T-NC4v4af5uO5-tKfA-eFivOM1drMV7Oy7ZAaDe_UfU',
  },
  format: 'jwk',
})

describe('the key of stored Secrets', () => {
  it('is new each time where there is none to make it of', () => {
    expect(Buffer.from(keyOf(newEncryption()), 'base64')).toHaveLength(32)
    expect(newEncryption()).not.toBe(newEncryption())
  })

  it.each(['sec1', 'pkcs8'] as const)('comes of a private key written as %s', (type) => {
    const pem = one.export({ type, format: 'pem' }) as string
    expect(keyOf(encryptionFrom(pem))).toBe(pinned)
  })

  it('is another for another private key', () => {
    const { privateKey } = generateKeyPairSync('ed25519')
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
    expect(keyOf(encryptionFrom(pem))).not.toBe(pinned)
  })

  it('comes of no text that is not a private key', () => {
    expect(() => encryptionFrom('no key')).toThrow()
  })
})
