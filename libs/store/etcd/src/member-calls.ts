// in: a connection → out: the rare calls about one member, a lease or a login.
// Never: keys and values.
import type { Connection } from './connection.ts'
import type { LeaseId } from './kv.ts'
import { limits } from './limits.ts'
import { WireReader, WireWriter } from './wire.ts'

type Headers = Record<string, string>

export interface MemberStatus {
  readonly version: string
  /** Bytes of the database file. */
  readonly databaseSize: number
  /** Whether it knows one. */
  readonly hasLeader: boolean
  readonly isLeader: boolean
  /** The newest revision that this member has. */
  readonly revision: number
}

export async function memberStatus(at: Connection, headers: Headers): Promise<MemberStatus> {
  const path = '/etcdserverpb.Maintenance/Status'
  const reader = new WireReader(
    await at.call(path, Buffer.alloc(0), headers, limits.connectTimeoutMs),
  )
  let version = ''
  let databaseSize = 0
  let leader = 0n
  let header = { member: 0n, revision: 0 }
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 1) header = readHeader(reader.message())
    else if (field === 2) version = reader.text()
    else if (field === 3) databaseSize = reader.number()
    else if (field === 4) leader = reader.big()
    else reader.skip()
  }
  const { member, revision } = header
  const hasLeader = leader !== 0n
  return { version, databaseSize, hasLeader, isLeader: hasLeader && leader === member, revision }
}

function readHeader(reader: WireReader): { member: bigint; revision: number } {
  let member = 0n
  let revision = 0
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 2) member = reader.big()
    else if (field === 3) revision = reader.number()
    else reader.skip()
  }
  return { member, revision }
}

/** Throws the one sentence an operator needs when this etcd is too old. */
export function checkVersion({ version }: Pick<MemberStatus, 'version'>, endpoint: string): void {
  const parts = version.split('.').map((part) => Number.parseInt(part, 10))
  for (const [index, least] of limits.versionMin.entries()) {
    const part = parts[index] ?? 0
    if (part > least) return
    if (part < least) {
      const wanted = limits.versionMin.join('.')
      throw new Error(`etcd ${version} at ${endpoint} is too old: ${wanted} or newer is needed`)
    }
  }
}

interface Login {
  readonly username?: string
  readonly password?: string
}

export async function authenticate(at: Connection, login: Login): Promise<string> {
  const out = new WireWriter()
  out.text(1, login.username ?? '')
  out.text(2, login.password ?? '')
  const path = '/etcdserverpb.Auth/Authenticate'
  const reader = new WireReader(await at.call(path, out.done(), {}, limits.callTimeoutMs))
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 2) return reader.text()
    reader.skip()
  }
  return ''
}

export async function grant(at: Connection, headers: Headers, ttl: number): Promise<LeaseId> {
  const out = new WireWriter()
  out.number(1, ttl)
  const path = '/etcdserverpb.Lease/LeaseGrant'
  const reader = new WireReader(await at.call(path, out.done(), headers, limits.callTimeoutMs))
  for (let field = reader.next(); field !== 0; field = reader.next()) {
    if (field === 2) return reader.big()
    reader.skip()
  }
  throw new Error('etcd granted a lease without an id')
}

export async function defragment(at: Connection, headers: Headers): Promise<void> {
  const path = '/etcdserverpb.Maintenance/Defragment'
  await at.call(path, Buffer.alloc(0), headers, limits.callTimeoutMs)
}
