// in: a request from a proxy that showed its own certificate → out: the user that it speaks for.
// Never: a header from anybody else.
import type { X509Certificate } from 'node:crypto'
import type { RequestHeaders, User } from '@binnacle/exchange'
import type { CaBundle } from './ca-bundle.ts'
import { certificateSubject } from './certificate-subject.ts'
import { knownUser } from './known-user.ts'
import { unescapeKey } from './unescape-key.ts'

export interface FrontProxyNames {
  /** Common names that may speak for others; none: all that the authority signed. */
  readonly allowedNames: readonly string[]
  readonly usernameHeaders: readonly string[]
  readonly uidHeaders: readonly string[]
  readonly groupHeaders: readonly string[]
  readonly extraHeaderPrefixes: readonly string[]
}

interface Asked {
  readonly bundle: CaBundle
  readonly isProxy: boolean
  readonly untilMs: number
}

export function createFrontProxy(names: FrontProxyNames) {
  const seen = new WeakMap<X509Certificate, Asked>()
  const lower = (all: readonly string[]) => all.map((name) => name.trim().toLowerCase())
  const usernames = lower(names.usernameHeaders)
  const uids = lower(names.uidHeaders)
  const groups = lower(names.groupHeaders)
  const prefixes = lower(names.extraHeaderPrefixes)

  function isProxy(certificate: X509Certificate, bundle: CaBundle): boolean {
    const nowMs = Date.now()
    let asked = seen.get(certificate)
    if (asked?.bundle !== bundle) {
      const isProxy =
        bundle.trusts(certificate, nowMs) && isAllowed(certificate, names.allowedNames)
      asked = { bundle, isProxy, untilMs: certificate.validToDate.getTime() }
      seen.set(certificate, asked)
    }
    return asked.isProxy && nowMs <= asked.untilMs
  }

  return (
    headers: RequestHeaders,
    certificate: X509Certificate,
    bundle: CaBundle,
  ): User | undefined => {
    if (!isProxy(certificate, bundle)) return undefined
    const name = firstOf(headers, usernames)
    if (name === '') return undefined
    return knownUser({
      name,
      uid: firstOf(headers, uids),
      groups: groups.flatMap((header) => headers.all(header).filter((group) => group !== '')),
      extra: readExtra(headers, prefixes),
    })
  }
}

function isAllowed(certificate: X509Certificate, allowed: readonly string[]): boolean {
  if (allowed.length === 0) return true
  const subject = certificateSubject(certificate.raw)
  return subject !== undefined && allowed.includes(subject.commonName)
}

function firstOf(headers: RequestHeaders, names: readonly string[]): string {
  for (const name of names) {
    const value = headers.get(name)
    if (value !== undefined && value !== '') return value
  }
  return ''
}

function readExtra(headers: RequestHeaders, prefixes: readonly string[]): User['extra'] {
  const extra: Record<string, string[]> = Object.create(null)
  for (const prefix of prefixes) {
    for (const name of headers.names()) {
      if (!name.startsWith(prefix)) continue
      const key = unescapeKey(name.slice(prefix.length))
      extra[key] = [...(extra[key] ?? []), ...headers.all(name)]
    }
  }
  return extra
}
