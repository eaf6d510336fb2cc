// in: a provider's name, a key's name and secret → out: a lock as upstream writes and reads values.
// Never: which resource.
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import nacl from 'tweetnacl'
import type { Lock } from './vault.ts'

const tooShort = 'the stored data was shorter than the required size'
const gcmNonceBytes = 12
const gcmTagBytes = 16
const cbcBlockBytes = 16

function aesGcm(prefix: string, secret: Buffer): Lock {
  const cipher = `aes-${secret.length * 8}-gcm` as 'aes-256-gcm'
  return {
    prefix,
    seal(plain, key) {
      const nonce = randomBytes(gcmNonceBytes)
      const sealing = createCipheriv(cipher, secret, nonce)
      sealing.setAAD(Buffer.from(key))
      return Buffer.concat([nonce, sealing.update(plain), sealing.final(), sealing.getAuthTag()])
    },
    open(sealed, key) {
      if (sealed.length < gcmNonceBytes + gcmTagBytes) throw new Error(tooShort)
      const opening = createDecipheriv(cipher, secret, sealed.subarray(0, gcmNonceBytes))
      opening.setAAD(Buffer.from(key))
      opening.setAuthTag(sealed.subarray(-gcmTagBytes))
      const body = sealed.subarray(gcmNonceBytes, -gcmTagBytes)
      try {
        return Buffer.concat([opening.update(body), opening.final()])
      } catch {
        throw new Error('cipher: message authentication failed')
      }
    },
  }
}

function aesCbc(prefix: string, secret: Buffer): Lock {
  const cipher = `aes-${secret.length * 8}-cbc`
  return {
    prefix,
    seal(plain) {
      const start = randomBytes(cbcBlockBytes)
      const sealing = createCipheriv(cipher, secret, start)
      return Buffer.concat([start, sealing.update(plain), sealing.final()])
    },
    open(sealed) {
      if (sealed.length < cbcBlockBytes) throw new Error(tooShort)
      if (sealed.length % cbcBlockBytes !== 0) {
        throw new Error('the stored data is not a multiple of the block size')
      }
      const opening = createDecipheriv(cipher, secret, sealed.subarray(0, cbcBlockBytes))
      try {
        const body = sealed.subarray(cbcBlockBytes)
        return Buffer.concat([opening.update(body), opening.final()])
      } catch {
        throw new Error('invalid padding on input')
      }
    },
  }
}

function secretBox(prefix: string, secret: Buffer): Lock {
  const { nonceLength } = nacl.secretbox
  return {
    prefix,
    seal(plain) {
      const nonce = randomBytes(nonceLength)
      return Buffer.concat([nonce, nacl.secretbox(plain, nonce, secret)])
    },
    open(sealed) {
      if (sealed.length < nonceLength) throw new Error(tooShort)
      const nonce = sealed.subarray(0, nonceLength)
      const plain = nacl.secretbox.open(sealed.subarray(nonceLength), nonce, secret)
      if (plain === null) throw new Error('output array was not large enough for encryption')
      return Buffer.from(plain)
    },
  }
}

export const lockKinds = {
  aesgcm: { make: aesGcm, sizes: [16, 24, 32] },
  aescbc: { make: aesCbc, sizes: [16, 24, 32] },
  secretbox: { make: secretBox, sizes: [32] },
} as const

export type LockKind = keyof typeof lockKinds

export function lockOf(kind: LockKind, name: string, secret: Buffer): Lock {
  return lockKinds[kind].make(`k8s:enc:${kind}:v1:${name}:`, secret)
}
