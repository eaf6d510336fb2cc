// in: a data folder and names → out: every certificate and key of a cluster, made where missing or old.
import { X509Certificate } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Names, Pair, Subject } from './certificate-maker.ts'

export interface Pki {
  readonly folder: string
  readonly ca: string
  readonly admin: Pair
}

const renewBeforeMs = 30 * 24 * 3600 * 1000

interface Leaf {
  readonly name: string
  readonly authority: string
  readonly subject: Subject
  readonly purpose: 'server' | 'client'
}

const authorities = { ca: 'binnacle', 'front-proxy-ca': 'binnacle front proxy' } as const

const leaves: readonly Leaf[] = [
  {
    name: 'serving',
    authority: 'ca',
    subject: { commonName: 'kube-apiserver' },
    purpose: 'server',
  },
  {
    name: 'admin',
    authority: 'ca',
    subject: { commonName: 'kubernetes-admin', organizations: ['system:masters'] },
    purpose: 'client',
  },
  {
    name: 'front-proxy-client',
    authority: 'front-proxy-ca',
    subject: { commonName: 'front-proxy-client' },
    purpose: 'client',
  },
]

/** Loads the maker only when something must be made: it is most of the start otherwise. */
export async function ensurePki(dataDir: string, names: Names): Promise<Pki> {
  const folder = join(dataDir, 'pki')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const at = (file: string) => join(folder, file)
  const missing = Object.keys(authorities).some((name) => !existsSync(at(`${name}.crt`)))
  const stale = leaves.filter((leaf) => missing || !isGood(at(`${leaf.name}.crt`), leaf, names))
  const tokenKeys = !existsSync(at('sa.key'))
  if (missing || stale.length > 0 || tokenKeys) {
    const maker = await import('./certificate-maker.ts')
    for (const [name, commonName] of Object.entries(authorities)) {
      if (!existsSync(at(`${name}.crt`))) save(at(name), await maker.makeAuthority(commonName))
    }
    for (const { name, authority, subject, purpose } of stale) {
      const sans = purpose === 'server' ? names : undefined
      save(at(name), await maker.issueCertificate(load(at(authority)), subject, purpose, sans))
    }
    if (tokenKeys) {
      const { privateKey, publicKey } = maker.makeTokenKeys()
      write(at('sa.pub'), publicKey)
      write(at('sa.key'), privateKey)
    }
  }
  return { folder, ca: readFileSync(at('ca.crt'), 'utf8'), admin: load(at('admin')) }
}

/** There, good for a while, and for all the names that it should have. */
function isGood(path: string, leaf: Leaf, names: Names): boolean {
  if (!existsSync(path)) return false
  const cert = new X509Certificate(readFileSync(path))
  if (cert.validToDate.getTime() - Date.now() < renewBeforeMs) return false
  if (leaf.purpose === 'client') return true
  return (
    names.dns.every((name) => cert.checkHost(name) !== undefined) &&
    names.ips.every((ip) => cert.checkIP(ip) !== undefined)
  )
}

function load(base: string): Pair {
  return { cert: readFileSync(`${base}.crt`, 'utf8'), key: readFileSync(`${base}.key`, 'utf8') }
}

/** The certificate last: where it is, the key is. */
function save(base: string, pair: Pair): void {
  write(`${base}.key`, pair.key)
  write(`${base}.crt`, pair.cert)
}

function write(path: string, text: string): void {
  const half = `${path}.half`
  writeFileSync(half, text, { mode: 0o600 })
  renameSync(half, path)
}
