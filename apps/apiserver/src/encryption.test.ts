import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { encryptionOf } from './encryption.ts'

const secrets = { group: '', resource: 'secrets' }
const key = '/registry/secrets/default/a'

function configuration(...names: string[]): string {
  const keys = names.map((name) => ({ name, secret: Buffer.alloc(32, name).toString('base64') }))
  const providers = [{ secretbox: { keys } }]
  const resources = [{ resources: ['secrets'], providers }]
  const kind = 'EncryptionConfiguration'
  return JSON.stringify({ kind, apiVersion: 'apiserver.config.k8s.io/v1', resources })
}

it('seals with the keys that the file holds by now', async () => {
  let text = configuration('old')
  const said: string[] = []
  const tell = (words: string) => void said.push(words)
  const settings = { encryption: text, readEncryption: () => text }
  const { vault, stop } = encryptionOf(settings, tell)
  const plain = Buffer.from('{"kind":"Secret"}')
  const sealed = vault.seal(secrets, key, plain)
  text = 'no configuration'
  await sleep(2_500)
  expect(said).toHaveLength(1)
  expect(vault.open(secrets, key, sealed)).toMatchObject({ plain, stale: false })
  text = configuration('new', 'old')
  await sleep(2_500)
  stop()
  expect(vault.open(secrets, key, sealed)).toMatchObject({ plain, stale: true })
  expect(vault.seal(secrets, key, plain).toString('latin1')).toContain(':new:')
  expect(said).toHaveLength(2)
}, 10_000)
