// in: --encryption-provider-config, once or again → out: how objects are sealed. Never: a key in a log.
import { UsageError } from '@binnacle/flags'
import { openVault, readEncryptionConfig, type Vault } from '@binnacle/objects'
import type { StoreConfig } from './config.ts'

export interface Encryption {
  readonly vault: Vault
  stop(): void
}

type Settings = Pick<StoreConfig, 'encryption' | 'readEncryption'>

const everyMs = 2_000

/** Throws a UsageError where the file is wrong at the start; later the last good one stays. */
export function encryptionOf(
  { encryption, readEncryption }: Settings,
  log: (text: string) => void,
): Encryption {
  if (encryption === undefined) return { vault: openVault, stop: () => undefined }
  const first = readAtStart(encryption)
  if (readEncryption === undefined) return { vault: first, stop: () => undefined }
  let vault = first
  let seen = encryption
  const timer = setInterval(() => {
    try {
      const text = readEncryption()
      if (text === seen) return
      seen = text
      vault = readEncryptionConfig(text)
      log('the encryption configuration was taken over from its file')
    } catch (error) {
      log(`the encryption configuration stays as it is: ${(error as Error).message}`)
    }
  }, everyMs)
  timer.unref()
  return {
    vault: {
      open: (resource, key, stored) => vault.open(resource, key, stored),
      seal: (resource, key, plain) => vault.seal(resource, key, plain),
    },
    stop: () => clearInterval(timer),
  }
}

function readAtStart(text: string): Vault {
  try {
    return readEncryptionConfig(text)
  } catch (error) {
    throw new UsageError(`--encryption-provider-config: ${(error as Error).message}`)
  }
}
