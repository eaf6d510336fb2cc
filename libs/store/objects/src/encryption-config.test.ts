import { describe, expect, test } from 'vitest'
import { readEncryptionConfig } from './encryption-config.ts'

const secret = (byte: number, size = 32) => Buffer.alloc(size, byte).toString('base64')
const secrets = { group: '', resource: 'secrets' }
const maps = { group: '', resource: 'configmaps' }
const deployments = { group: 'apps', resource: 'deployments' }

function config(providers: unknown[], resources: string[] = ['secrets']): string {
  return JSON.stringify({
    apiVersion: 'apiserver.config.k8s.io/v1',
    kind: 'EncryptionConfiguration',
    resources: [{ resources, providers }],
  })
}

const provider = (kind: string, byte = 1, name = 'key1') => ({
  [kind]: { keys: [{ name, secret: secret(byte) }] },
})
const plain = Buffer.from('{"kind":"Secret"}')

describe('encryption at rest', () => {
  test.each(['aesgcm', 'aescbc', 'secretbox'])('%s seals and opens', (kind) => {
    const vault = readEncryptionConfig(config([provider(kind), { identity: {} }]))
    const sealed = vault.seal(secrets, '/registry/secrets/a', plain)
    expect(sealed.toString('latin1')).toMatch(new RegExp(`^k8s:enc:${kind}:v1:key1:`))
    expect(vault.open(secrets, '/registry/secrets/a', sealed)).toEqual({ plain, stale: false })
    expect(vault.open(secrets, '/registry/secrets/a', plain)).toEqual({ plain, stale: true })
  })

  test('aesgcm binds a value to its key', () => {
    const vault = readEncryptionConfig(config([provider('aesgcm')]))
    const sealed = vault.seal(secrets, '/registry/secrets/a', plain)
    expect(() => vault.open(secrets, '/registry/secrets/b', sealed)).toThrow(
      'cipher: message authentication failed',
    )
  })

  test('opens what an older key of the same name sealed, and calls it stale', () => {
    const old = readEncryptionConfig(config([provider('aesgcm', 1)]))
    const both = readEncryptionConfig(config([provider('aesgcm', 2), provider('aesgcm', 1)]))
    const sealed = old.seal(secrets, 'k', plain)
    expect(both.open(secrets, 'k', sealed)).toEqual({ plain, stale: true })
  })

  test('moves away from encryption when identity comes first', () => {
    const old = readEncryptionConfig(config([provider('secretbox')]))
    const away = readEncryptionConfig(config([{ identity: {} }, provider('secretbox')]))
    const sealed = old.seal(secrets, 'k', plain)
    expect(away.open(secrets, 'k', sealed)).toEqual({ plain, stale: true })
    expect(away.seal(secrets, 'k', plain)).toEqual(plain)
  })

  test('leaves other resources alone, unless a wildcard names them', () => {
    const vault = readEncryptionConfig(config([provider('aescbc')], ['*.apps']))
    expect(vault.seal(maps, 'k', plain)).toEqual(plain)
    expect(vault.seal(deployments, 'k', plain).toString('latin1')).toContain('k8s:enc:')
    expect(() => vault.open(maps, 'k', Buffer.from('k8s:enc:aescbc:v1:key1:x'))).toThrow(
      'identity transformer tried to read encrypted data',
    )
  })

  test.each([
    [{ aescbc: { keys: [{ name: 'a', secret: secret(1, 5) }] } }, 'has 5 bytes'],
    [{ aescbc: { keys: [] } }, 'at least one'],
    [{ rot13: {} }, 'does not contain any'],
  ])('refuses %j', (bad, why) => {
    expect(() => readEncryptionConfig(config([bad]))).toThrow(why)
  })
})
