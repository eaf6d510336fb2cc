// in: a private key, or nothing → out: an EncryptionConfiguration, for --encryption-provider-config.
// Never: another text for the same key, for what was written with it is read with it alone.
import { createPrivateKey, hkdfSync, randomBytes } from 'node:crypto'

const keyBytes = 32

/** Secrets are written by the first provider; those that were there before are read as they stand. */
function configurationOf(key: Buffer): string {
  return `# Whoever loses this key loses every Secret of the cluster. Keep a copy apart from those of etcd.
apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
  - resources: [secrets]
    providers:
      - secretbox:
          keys:
            - name: key1
              secret: ${key.toString('base64')}
      - identity: {}
`
}

/** With a new random key. */
export function newEncryption(): string {
  return configurationOf(randomBytes(keyBytes))
}

/**
 * With a key that only the private key gives, however its PEM is written.
 * @param pem an elliptic curve's or an Ed25519 private key; throws an Error for others
 */
export function encryptionFrom(pem: string): string {
  const { d } = createPrivateKey(pem).export({ format: 'jwk' })
  if (d === undefined) throw new Error('there is no private number in the key')
  const purpose = 'binnacle: encryption of stored secrets, key1'
  return configurationOf(
    Buffer.from(hkdfSync('sha256', Buffer.from(d, 'base64url'), '', purpose, keyBytes)),
  )
}
