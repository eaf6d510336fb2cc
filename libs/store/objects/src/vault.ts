// in: stored bytes → out: plain JSON, by the first key of the resource that fits.
// Never: configuration files.
import type { GroupResource } from '@binnacle/meta'

export interface Opened {
  readonly plain: Buffer
  /** Written by another key, provider or server than new values: rewrite at the next chance. */
  readonly stale: boolean
}

/** One provider with one key. `prefix` is what its values start with. */
export interface Lock {
  readonly prefix: string
  seal(plain: Buffer, key: string): Buffer
  /** Gets the value without the prefix. Throws when it is not its own. */
  open(sealed: Buffer, key: string): Buffer
}

export interface Vault {
  open(resource: GroupResource, key: string, stored: Buffer): Opened
  seal(resource: GroupResource, key: string, plain: Buffer): Buffer
}

const sealedHead = 'k8s:enc:'

function refuseSealed(stored: Buffer): Buffer {
  if (stored[0] === 0x6b && stored.toString('latin1', 0, sealedHead.length) === sealedHead) {
    throw new Error('identity transformer tried to read encrypted data')
  }
  return stored
}

/** Values lie as they are. */
export const identityLock: Lock = {
  prefix: '',
  seal: (plain) => plain,
  open: refuseSealed,
}

/** Without encryption at rest. */
export const openVault: Vault = {
  open: (_resource, _key, stored) => ({ plain: refuseSealed(stored), stale: false }),
  seal: (_resource, _key, plain) => plain,
}

function openWith(locks: readonly Lock[], key: string, stored: Buffer): Opened {
  let failure: Error | undefined
  for (const [index, lock] of locks.entries()) {
    if (stored.toString('latin1', 0, lock.prefix.length) !== lock.prefix) continue
    try {
      const plain = lock.open(stored.subarray(lock.prefix.length), key)
      return { plain, stale: index !== 0 }
    } catch (error) {
      if (lock.prefix !== '') failure ??= error as Error
    }
  }
  if (failure !== undefined) throw failure
  throw new Error('the provided value does not match any of the supported transformers')
}

/** `locksFor` gives a resource's locks in order; the first seals. None: values lie as they are. */
export function createVault(locksFor: (resource: GroupResource) => readonly Lock[]): Vault {
  return {
    open(resource, key, stored) {
      const locks = locksFor(resource)
      return locks.length === 0
        ? openVault.open(resource, key, stored)
        : openWith(locks, key, stored)
    },
    seal(resource, key, plain) {
      const first = locksFor(resource)[0]
      if (first === undefined) return plain
      const sealed = first.seal(plain, key)
      return first.prefix === '' ? sealed : Buffer.concat([Buffer.from(first.prefix), sealed])
    },
  }
}

/**
 * The same, for values that another server may have written in a form of its own. `adopt` gives their
 * JSON as it is stored here, undefined of what is already so; throws what cannot be read.
 */
export function adoptingVault(
  vault: Vault,
  adopt: (resource: GroupResource, plain: Buffer) => Buffer | undefined,
): Vault {
  return {
    seal: vault.seal,
    open(resource, key, stored) {
      const opened = vault.open(resource, key, stored)
      const adopted = adopt(resource, opened.plain)
      return adopted === undefined ? opened : { plain: adopted, stale: true }
    },
  }
}
