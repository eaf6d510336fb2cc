// in: a folder and names → out: every certificate and key of a cluster; missing and old ones are made.
// Each program has a folder of its own with what it may see, so that it can be given that and no more.
import { X509Certificate } from 'node:crypto'
import * as files from 'node:fs'
import { isIP } from 'node:net'
import { dirname, join } from 'node:path'
import { parseArgs } from 'node:util'
import type { Names, Pair } from '../../apps/binnacle/src/certificate-maker.ts'
import * as maker from '../../apps/binnacle/src/certificate-maker.ts'
import { kubeconfigText } from '../../apps/binnacle/src/kubeconfig.ts'
import { type Leaf, leaves, owners } from './certificate-list.ts'
import { secretsOf } from './certificate-secrets.ts'
import { encryptionFrom, newEncryption } from './encryption.ts'

const { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } =
  files

const usage = `certificates --folder=DIR [--names=A,B] [--etcd-names=A,B] [--server=URL]
  makes what is missing, and again what ends within 30 days or lacks a name
certificates --folder=DIR --show=kubeconfig
  prints the kubeconfig of the administrator
certificates --folder=DIR --show=secrets --prefix=NAME [--namespace=NAME]
  prints a list of Secrets, as the Helm chart wants them
certificates --show=encryption --key=FILE
  prints the encryption configuration that an elliptic curve's private key stands for
`

const renewBeforeMs = 30 * 24 * 3600 * 1000
const authorities = {
  ca: 'binnacle',
  'etcd-ca': 'binnacle etcd',
  'front-proxy-ca': 'binnacle front proxy',
}
const localNames = ['localhost', '127.0.0.1', '::1']
const serviceNames = ['', '.default', '.default.svc', '.default.svc.cluster.local']

const { values } = parseArgs({
  options: {
    folder: { type: 'string' },
    names: { type: 'string', default: '' },
    'etcd-names': { type: 'string', default: '' },
    server: { type: 'string', default: 'https://localhost:6443' },
    show: { type: 'string' },
    prefix: { type: 'string', default: 'binnacle' },
    namespace: { type: 'string' },
    key: { type: 'string' },
  },
})

if (values.show === 'encryption' && values.key !== undefined) {
  process.stdout.write(encryptionFrom(readFileSync(values.key, 'utf8')))
  process.exit(0)
}
const { folder } = values
if (folder === undefined) {
  process.stderr.write(usage)
  process.exit(2)
}
const at = (...path: string[]) => join(folder, ...path)

if (values.show === undefined) {
  await make()
} else if (values.show === 'kubeconfig') {
  process.stdout.write(readFileSync(at('admin', 'kubeconfig'), 'utf8'))
} else if (values.show === 'secrets') {
  const list = secretsOf(folder, values.prefix, values.namespace)
  process.stdout.write(`${JSON.stringify(list, undefined, 2)}\n`)
}

async function make(): Promise<void> {
  for (const [name, commonName] of Object.entries(authorities)) {
    const base = at('authorities', name)
    if (!existsSync(`${base}.crt`)) save(base, 0, await maker.makeAuthority(commonName))
  }
  for (const leaf of leaves) await ensure(leaf)
  if (!existsSync(at('apiserver', 'sa.key'))) {
    const { privateKey, publicKey } = maker.makeTokenKeys()
    write(at('apiserver', 'sa.pub'), owners.apiserver, publicKey, 0o644)
    write(at('apiserver', 'sa.key'), owners.apiserver, privateKey, 0o600)
  }
  // Never made anew: what is stored could be read no more.
  if (!existsSync(at('apiserver', 'encryption.yaml'))) {
    write(at('apiserver', 'encryption.yaml'), owners.apiserver, newEncryption(), 0o600)
  }
  for (const [target, authority] of [
    ['apiserver/ca', 'ca'],
    ['apiserver/front-proxy-ca', 'front-proxy-ca'],
    ['apiserver/etcd-ca', 'etcd-ca'],
    ['etcd/ca', 'etcd-ca'],
    ['load-balancer/ca', 'ca'],
    ['prometheus/ca', 'ca'],
    ['admin/ca', 'ca'],
  ] as const) {
    write(
      at(`${target}.crt`),
      0,
      readFileSync(at('authorities', `${authority}.crt`), 'utf8'),
      0o644,
    )
  }
  const { cert, key } = load(at('admin', 'client'))
  const ca = readFileSync(at('authorities', 'ca.crt'), 'utf8')
  const text = kubeconfigText({ server: values.server, ca, cert, key })
  write(at('admin', 'kubeconfig'), owners.admin, text, 0o600)
}

async function ensure({ folder: own, name, authority, subject, purpose, names }: Leaf) {
  const base = at(own, name)
  const sans = purpose === 'server' ? namesOf(names) : undefined
  if (isGood(`${base}.crt`, sans)) return
  const issuer = load(at('authorities', authority))
  save(base, owners[own], await maker.issueCertificate(issuer, subject, purpose, sans))
}

function namesOf(whose: Leaf['names']): Names {
  const given = whose === 'etcd' ? values['etcd-names'] : values.names
  const cluster = whose === 'api' ? serviceNames.map((end) => `kubernetes${end}`) : []
  const all = [...localNames, ...cluster, ...given.split(',').filter((name) => name !== '')]
  return { dns: all.filter((name) => !isIP(name)), ips: all.filter((name) => isIP(name)) }
}

/** There, good for a while, and for all the names that it should have. */
function isGood(path: string, names: Names | undefined): boolean {
  if (!existsSync(path)) return false
  const cert = new X509Certificate(readFileSync(path))
  if (cert.validToDate.getTime() - Date.now() < renewBeforeMs) return false
  if (names === undefined) return true
  const { dns, ips } = names
  return dns.every((name) => hasName(cert, name)) && ips.every((ip) => cert.checkIP(ip))
}

/** `*.name` is compared as it stands: OpenSSL would look for a host of that name. */
function hasName(cert: X509Certificate, name: string): boolean {
  return name.startsWith('*.')
    ? (cert.subjectAltName ?? '').split(', ').includes(`DNS:${name}`)
    : cert.checkHost(name) !== undefined
}

function load(base: string): Pair {
  return { cert: readFileSync(`${base}.crt`, 'utf8'), key: readFileSync(`${base}.key`, 'utf8') }
}

/** The certificate last: where it is, the key is. */
function save(base: string, owner: number, { cert, key }: Pair): void {
  write(`${base}.key`, owner, key, 0o600)
  write(`${base}.crt`, owner, cert, 0o644)
}

/** Readers see the old text or the new one. Owners count only where we may give files away. */
function write(path: string, owner: number, text: string, mode: number): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 })
  const half = `${path}.half`
  writeFileSync(half, text, { mode })
  chmodSync(half, mode)
  if (process.getuid?.() === 0) chownSync(half, owner, owner)
  renameSync(half, path)
}
