// in: the text of an EncryptionConfiguration → out: the vault it describes, or an Error that names
// the field.
// Never: files.
import type { GroupResource } from '@binnacle/meta'
import { parse } from 'yaml'
import { type LockKind, lockKinds, lockOf } from './locks.ts'
import { createVault, identityLock, type Lock, type Vault } from './vault.ts'

type Json = Record<string, unknown>

const known = ['aesgcm', 'aescbc', 'secretbox', 'identity', 'kms']

function refuse(path: string, why: string): Error {
  return new Error(`encryption configuration: ${path}: ${why}`)
}

function listAt(value: unknown, path: string): unknown[] {
  if (!Array.isArray(value) || value.length === 0) {
    throw refuse(path, `at least one ${path} is required`)
  }
  return value
}

function asJson(value: unknown, path: string): Json {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Json
  throw refuse(path, 'must be an object')
}

function readKeys(kind: LockKind, value: unknown, path: string): Lock[] {
  const names = new Set<string>()
  return listAt(asJson(value, path).keys, `${path}.keys`).map((each, index) => {
    const at = `${path}.keys[${index}]`
    const { name, secret } = asJson(each, at)
    if (typeof name !== 'string' || name === '') throw refuse(`${at}.name`, 'name is required')
    if (name.includes(':')) throw refuse(`${at}.name`, "must not contain ':'")
    if (names.has(name)) throw refuse(`${at}.name`, `${name} is given twice`)
    names.add(name)
    if (typeof secret !== 'string' || !/^[A-Za-z0-9+/]+={0,2}$/.test(secret)) {
      throw refuse(`${at}.secret`, 'must be base64')
    }
    const bytes = Buffer.from(secret, 'base64')
    const sizes: readonly number[] = lockKinds[kind].sizes
    if (!sizes.includes(bytes.length)) {
      const wanted = sizes.join(', ')
      throw refuse(`${at}.secret`, `has ${bytes.length} bytes, expected one of ${wanted}`)
    }
    return lockOf(kind, name, bytes)
  })
}

function readProvider(value: unknown, path: string): Lock[] {
  const provider = asJson(value, path)
  const [kind = '', ...more] = Object.keys(provider)
  if (!known.includes(kind)) throw refuse(path, 'provider does not contain any of the expected')
  if (more.length > 0) throw refuse(path, 'more than one provider specified in a single element')
  if (kind === 'kms') throw refuse(path, 'kms is not supported yet')
  if (kind === 'identity') return [identityLock]
  return readKeys(kind as LockKind, provider[kind], `${path}.${kind}`)
}

/** `secrets`, `deployments.apps`, `*.apps`, `*.`, `*.*` */
function readResource(value: unknown, path: string): string {
  if (typeof value !== 'string' || value === '' || value === '*') {
    throw refuse(path, 'must be a resource, resource.group, *.group or *.*')
  }
  const dot = value.indexOf('.')
  return dot < 0 ? `${value}.` : value
}

function readLocks(text: string): Map<string, Lock[]> {
  const config = asJson(parse(text, { maxAliasCount: 0 }), 'document')
  if (config.kind !== 'EncryptionConfiguration') {
    throw refuse('kind', 'must be EncryptionConfiguration')
  }
  const locks = new Map<string, Lock[]>()
  for (const [index, entry] of listAt(config.resources, 'resources').entries()) {
    const path = `resources[${index}]`
    const { resources, providers } = asJson(entry, path)
    const earlier = new Set(locks.keys())
    const names = listAt(resources, `${path}.resources`)
    const given = listAt(providers, `${path}.providers`).flatMap((provider, at) =>
      readProvider(provider, `${path}.providers[${at}]`),
    )
    for (const [at, name] of names.entries()) {
      const resource = readResource(name, `${path}.resources[${at}]`)
      const group = resource.slice(resource.indexOf('.'))
      const mask = [`*${group}`, '*.*'].find((wildcard) => earlier.has(wildcard))
      if (mask !== undefined) {
        throw refuse(`${path}.resources[${at}]`, `${name} is masked by earlier rule "${mask}"`)
      }
      locks.set(resource, [...(locks.get(resource) ?? []), ...given])
    }
  }
  return locks
}

/** YAML or JSON. */
export function readEncryptionConfig(text: string): Vault {
  const locks = readLocks(text)
  return createVault(
    ({ group, resource }: GroupResource) =>
      locks.get(`${resource}.${group}`) ?? locks.get(`*.${group}`) ?? locks.get('*.*') ?? [],
  )
}
