import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { certificateSubject } from './certificate-subject.ts'

const folder = mkdtempSync(join(tmpdir(), 'subject-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** `lines` is the section of openssl's configuration that names the subject. */
function subjectOf(lines: string, mask = 'utf8only'): ReturnType<typeof certificateSubject> {
  const config = join(folder, 'c.cnf')
  const out = join(folder, 'c.crt')
  writeFileSync(
    config,
    `oid_section=o\n[o]\nkuid=1.3.6.1.4.1.57683.2\n[req]\nprompt=no\nutf8=yes\nstring_mask=${mask}\ndistinguished_name=d\n[d]\n${lines}\n`,
  )
  execFileSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '1']
      .concat(['-keyout', join(folder, 'k')])
      .concat(['-config', config, '-out', out]),
    { stdio: 'pipe' },
  )
  return certificateSubject(new X509Certificate(readFileSync(out)).raw)
}

describe('N18: the subject of a certificate', () => {
  it('takes the last common name and all organizations, in order', () => {
    expect(subjectOf('0.O=a\n0.CN=first\n1.O=b\n1.CN=second')).toMatchObject({
      commonName: 'second',
      organizations: ['a', 'b'],
    })
  })

  it('reads parts of one set, and every kind of string', () => {
    expect(subjectOf('CN=jane\n+O=x')).toMatchObject({ commonName: 'jane', organizations: ['x'] })
    expect(subjectOf('CN=Žaneta')).toMatchObject({ commonName: 'Žaneta' })
    expect(subjectOf('CN=jane doe', 'default')).toMatchObject({ commonName: 'jane doe' })
    expect(subjectOf('CN=jane', 'MASK:0x800')).toMatchObject({ commonName: 'jane' })
    expect(subjectOf('CN=jané', 'MASK:0x4')).toMatchObject({ commonName: 'jané' })
  })

  it('keeps what looks like another attribute inside a value', () => {
    expect(subjectOf('CN=eve\\\\nO=system:masters')).toMatchObject({ organizations: [] })
    expect(subjectOf('CN=eve/O=system:masters')).toMatchObject({
      commonName: 'eve/O=system:masters',
      organizations: [],
    })
  })

  it('finds the uid of Kubernetes', () => {
    expect(subjectOf('CN=jane\nkuid=u-1')).toMatchObject({ uids: ['u-1'] })
  })

  it('makes nothing of broken DER', () => {
    for (const hex of ['', '30', '3080', '30820000', '3003020101', 'ff'.repeat(40)]) {
      expect(certificateSubject(Buffer.from(hex, 'hex'))).toBeUndefined()
    }
  })
})
