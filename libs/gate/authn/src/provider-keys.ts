// in: an issuer's address → out: its keys, as of now. Never: more calls than one in ten seconds.
import { createPublicKey, type KeyObject } from 'node:crypto'
import type { Dict } from '@binnacle/meta'
import { createOutbound, type Outbound } from '@binnacle/outbound'
import type { OidcSettings } from './oidc-settings.ts'

export interface ProviderKey {
  readonly id: string
  readonly key: KeyObject
}

export interface ProviderKeys {
  /** Keys that may have signed; the provider is asked again when it may have new ones. */
  find(id: string | undefined): Promise<readonly ProviderKey[]>
  close(): void
}

const timeoutMs = 10_000
const pauseMs = 10_000
const refreshMs = 10 * 60_000

export function createProviderKeys(settings: OidcSettings): ProviderKeys {
  const { issuerUrl, discoveryUrl, ca } = settings
  const discovery =
    discoveryUrl ?? `${issuerUrl.replace(/\/+$/, '')}/.well-known/openid-configuration`
  let keys: readonly ProviderKey[] = []
  let fetchedMs = Number.NEGATIVE_INFINITY
  let triedMs = Number.NEGATIVE_INFINITY
  let fetching: Promise<void> | undefined

  async function refresh(): Promise<void> {
    triedMs = performance.now()
    try {
      const document = await getJson(discovery, ca)
      if (document.issuer !== issuerUrl) {
        throw new Error(`the issuer calls itself ${JSON.stringify(document.issuer)}`)
      }
      const uri = String(document.jwks_uri ?? '')
      if (!uri.startsWith('https://') && discovery.startsWith('https://')) {
        throw new Error('the address of the keys is not https')
      }
      keys = readKeys(await getJson(uri, ca))
      fetchedMs = performance.now()
    } finally {
      fetching = undefined
    }
  }

  return {
    async find(id) {
      const fitting = () => keys.filter((key) => id === undefined || id === '' || key.id === id)
      const nowMs = performance.now()
      const stale = nowMs - fetchedMs > refreshMs || fitting().length === 0
      if (stale && (fetching || nowMs - triedMs > pauseMs)) {
        fetching ??= refresh()
        try {
          await fetching
        } catch (error) {
          if (fitting().length === 0) throw error
        }
      }
      return fitting()
    },
    close() {},
  }
}

async function getJson(url: string, ca: string | undefined): Promise<Dict> {
  const outbound: Outbound = createOutbound({ url, ca })
  try {
    const { status, body } = await outbound.call({ timeoutMs })
    if (status !== 200) throw new Error(`${url} answered ${status}`)
    const value = JSON.parse(body.toString('utf8'))
    if (typeof value !== 'object' || value === null) throw new Error(`${url} gave no object`)
    return value
  } finally {
    outbound.close()
  }
}

function readKeys(document: Dict): ProviderKey[] {
  const list: Dict[] = Array.isArray(document.keys) ? document.keys : []
  return list.flatMap((jwk) => {
    if (jwk.use !== undefined && jwk.use !== 'sig') return []
    if (jwk.kty !== 'RSA' && jwk.kty !== 'EC') return []
    try {
      return [{ id: String(jwk.kid ?? ''), key: createPublicKey({ key: jwk, format: 'jwk' }) }]
    } catch {
      return []
    }
  })
}
