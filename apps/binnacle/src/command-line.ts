// in: arguments → out: what the person wants. Flags of the API server are handed on to every replica.
import { resolve } from 'node:path'
import { flagTable as apiserverFlags } from '@binnacle/apiserver/flags'
import { type KnownFlag, readFlags, UsageError } from '@binnacle/flags'

export type Command = 'up' | 'status' | 'stop' | 'snapshot' | 'help'

const commands: readonly string[] = ['up', 'status', 'stop', 'snapshot', 'help']

export type SnapshotAction = 'save' | 'restore' | 'status'

const snapshotActions: readonly string[] = ['save', 'restore', 'status']

/** Flags of the cluster itself; the replicas get what follows from them. */
export const clusterFlags = {
  'bind-address': { kind: 'text', default: '127.0.0.1', about: 'address that the ports listen on' },
  'data-dir': { kind: 'text', default: '.binnacle', about: 'where everything is kept' },
  detach: { kind: 'switch', default: 'false', about: 'go on in the background; npm stop ends it' },
  'etcd-servers': {
    kind: 'list',
    default: '',
    about: 'use these etcd servers instead of an own one',
  },
  port: { kind: 'number', default: '6443', about: 'the port of the API, shared by all replicas' },
  replicas: { kind: 'number', default: '2', about: 'how many API servers run' },
  'service-cluster-ip-range': {
    kind: 'list',
    default: '10.96.0.0/16',
    about: 'addresses of services',
  },
} as const satisfies Record<string, KnownFlag & { about: string }>

/** Decided by the cluster: a replica that went its own way here would not be part of it. */
const notHandedOn = [
  'secure-port',
  'replica-port',
  'permit-port-sharing',
  'storage-backend',
  'help',
  'version',
]

export interface Wishes {
  readonly command: Command
  readonly replicas: number
  readonly port: number
  readonly bindAddress: string
  readonly dataDir: string
  readonly etcdServers: readonly string[]
  readonly serviceRange: string
  readonly detach: boolean
  /** `--name=value`, for every replica. */
  readonly handedOn: readonly string[]
  /** Of the command `snapshot`. */
  readonly snapshot?: { readonly action: SnapshotAction; readonly file: string }
}

export function readCommandLine(args: readonly string[]): Wishes {
  const [first, ...rest] = args
  const named = first !== undefined && !first.startsWith('-')
  const command = named ? first : 'up'
  const flags = named ? rest : args
  if (flags.includes('--help') || flags.includes('-h')) return wishes('help', [])
  if (!commands.includes(command)) {
    throw new UsageError(`unknown command "${command}": there are ${commands.join(', ')}`)
  }
  if (command === 'snapshot') return readSnapshot(flags)
  return wishes(command as Command, flags)
}

function readSnapshot(args: readonly string[]): Wishes {
  const [action = '', file = '', ...flags] = args
  if (!snapshotActions.includes(action) || file === '' || file.startsWith('-')) {
    throw new UsageError(`snapshot wants ${snapshotActions.join(', ')}, and a file`)
  }
  const snapshot = { action: action as SnapshotAction, file: resolve(file) }
  return { ...wishes('snapshot', flags), snapshot }
}

function wishes(command: Command, args: readonly string[]): Wishes {
  const theirs = Object.fromEntries(
    Object.entries(apiserverFlags)
      .filter(([name]) => !notHandedOn.includes(name) && !(name in clusterFlags))
      .map(([name, flag]) => [name, { kind: flag.kind, default: flag.default }]),
  )
  const table: Record<string, KnownFlag> = { ...theirs, ...clusterFlags }
  const values = readFlags(args, table)
  const handedOn = Object.entries(theirs)
    .filter(([name, flag]) => values.text(name) !== flag.default)
    .flatMap(([name, flag]) => {
      const each = flag.kind === 'texts' ? values.texts(name) : [values.text(name)]
      return each.map((value) => `--${name}=${asPath(name, value)}`)
    })
  const replicas = values.number('replicas')
  const port = values.number('port')
  if (replicas < 1 || replicas > 64) throw new UsageError('--replicas must be between 1 and 64')
  if (port < 1 || port + replicas > 65535) {
    throw new UsageError(`--port must leave room for ${replicas} more ports above it`)
  }
  return {
    command,
    replicas,
    port,
    bindAddress: values.text('bind-address'),
    dataDir: resolve(values.text('data-dir')),
    etcdServers: values.list('etcd-servers'),
    serviceRange: values.text('service-cluster-ip-range'),
    detach: values.enabled('detach'),
    handedOn,
  }
}

/** Replicas run in the data folder: files are named from where the person stands. */
function asPath(name: string, value: string): string {
  if (name === 'tls-sni-cert-key') {
    const [files = '', ...names] = value.split(':')
    const paths = files.split(',').map((file) => resolve(file.trim()))
    return [paths.join(','), ...names].join(':')
  }
  if (!/-(file|config|path|cafile|certfile|keyfile)$/.test(name) || value === '' || value === '-') {
    return value
  }
  return value
    .split(',')
    .map((path) => resolve(path))
    .join(',')
}
