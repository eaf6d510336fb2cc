// The certificates of a cluster are ones that TLS itself accepts, and are kept as long as they are good.
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ensurePki } from './pki.ts'
import { servingNames } from './serving-names.ts'

describe('the certificates of a cluster', () => {
  const folder = mkdtempSync(join(tmpdir(), 'binnacle-pki-'))
  const names = servingNames('10.96.0.0/16', '127.0.0.1')
  const cert = (name: string) =>
    new X509Certificate(readFileSync(join(folder, 'pki', `${name}.crt`)))

  beforeAll(() => ensurePki(folder, names))
  afterAll(() => rmSync(folder, { recursive: true }))

  it('are signed by the authority that they belong to', () => {
    for (const [leaf, authority] of [
      ['serving', 'ca'],
      ['admin', 'ca'],
      ['front-proxy-client', 'front-proxy-ca'],
    ] as const) {
      expect(cert(leaf).checkIssued(cert(authority))).toBe(true)
      expect(cert(leaf).verify(cert(authority).publicKey)).toBe(true)
      expect(cert(leaf).ca).toBe(false)
    }
  })

  it('name the admin as Kubernetes expects', () => {
    expect(cert('admin').subject).toBe('O=system:masters\nCN=kubernetes-admin')
  })

  it('are for every name that clients use', () => {
    const serving = cert('serving')
    for (const host of ['localhost', 'kubernetes.default.svc']) {
      expect(serving.checkHost(host)).toBe(host)
    }
    for (const ip of ['127.0.0.1', '::1', '10.96.0.1']) expect(serving.checkIP(ip)).toBe(ip)
  })

  it('are readable by their owner alone', () => {
    for (const name of ['ca.key', 'serving.key', 'admin.key', 'sa.key']) {
      expect(statSync(join(folder, 'pki', name)).mode & 0o777).toBe(0o600)
    }
  })

  it('stay, until a name is missing', async () => {
    const before = cert('serving').serialNumber
    const admin = cert('admin').serialNumber
    await ensurePki(folder, names)
    expect(cert('serving').serialNumber).toBe(before)
    await ensurePki(folder, { ...names, ips: [...names.ips, '192.0.2.7'] })
    expect(cert('serving').serialNumber).not.toBe(before)
    expect(cert('admin').serialNumber).toBe(admin)
  })
})
