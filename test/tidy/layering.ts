// in: packages and their imports → out: who imports what must not be imported. A closed world.
import { filesOfTree, readTree, type Source, sources } from './sources.ts'

interface Room {
  readonly folder: string
  readonly package: string
  readonly floor: string
  readonly room: string
}

/** Which floors a floor may stand on; its own is judged by `withinFloor`. */
const below: Readonly<Record<string, readonly string[]>> = {
  base: [],
  api: ['base'],
  edge: ['base', 'api'],
  store: ['base', 'api'],
  gate: ['base', 'api', 'store'],
  rest: ['base', 'api', 'store'],
  tasks: ['base', 'api', 'store', 'gate', 'rest'],
  apps: ['base', 'api', 'edge', 'store', 'gate', 'rest', 'tasks'],
}

/** Inside a floor: what each room may import of it. Left out: nothing. */
const withinFloor: Readonly<Record<string, readonly string[]>> = {
  'api/catalogue': ['meta'],
  'api/exchange': ['meta', 'catalogue'],
  'api/schema': ['meta', 'catalogue'],
  'api/codec': ['meta', 'catalogue', 'schema', 'exchange'],
  'api/patch': ['meta', 'catalogue', 'schema'],
  'api/cel': ['meta', 'catalogue', 'schema'],
  'store/objects': ['etcd'],
  'store/cache': ['etcd', 'objects'],
  'rest/admission': ['kinds'],
  'rest/verbs': ['kinds', 'admission'],
  'rest/proxy': ['kinds'],
  'apps/binnacle': ['apiserver'],
}

/** Beyond the floors: escalation checks ask the authorizer what somebody holds. */
const exceptions = new Set(['rest/kinds → authz', 'rest/admission → authz', 'rest/verbs → authz'])

/** Packages from npm that one room alone may import. */
const ownedBy: Readonly<Record<string, string>> = {
  pino: 'telemetry',
  'prom-client': 'telemetry',
  jose: 'authn',
  fastify: 'server',
  '@grpc/grpc-js': 'etcd',
}

export function rooms(): Room[] {
  return filesOfTree('apps/*/package.json', 'libs/*/*/package.json').map((path) => {
    const folder = path.slice(0, -'/package.json'.length)
    const { name, nx } = JSON.parse(readTree(path)) as { name: string; nx?: { tags?: string[] } }
    const tag = (kind: string) =>
      nx?.tags?.find((text) => text.startsWith(`${kind}:`))?.slice(kind.length + 1) ?? ''
    return { folder, package: name, floor: tag('floor'), room: tag('room') }
  })
}

export function untagged(): string[] {
  return rooms()
    .filter(({ floor, room }) => below[floor] === undefined || room === '')
    .map(({ folder }) => folder)
}

export interface Import {
  readonly source: Source
  readonly line: number
  readonly from: string
}

export function importsOf(source: Source): Import[] {
  return source.lines.flatMap((text, i) => {
    const match = /(?:^import|^export|^\} from|\bfrom|\bimport\()\s*\(?'([^']+)'/.exec(text)
    return match === null ? [] : [{ source, line: i + 1, from: match[1] as string }]
  })
}

export function forbiddenImports(): string[] {
  const all = rooms()
  const byPackage = new Map(all.map((room) => [room.package, room]))
  return sources()
    .filter(({ path }) => !path.startsWith('test/'))
    .flatMap((source) => {
      const room = all.find(({ folder }) => source.path.startsWith(`${folder}/`))
      if (room === undefined) return [`${source.path}: belongs to no room`]
      return importsOf(source).flatMap(({ line, from }) => {
        const why = judge(source, room, from, byPackage)
        return why === undefined ? [] : [`${source.path}:${line}: ${why}`]
      })
    })
}

function judge(
  source: Source,
  room: Room,
  from: string,
  byPackage: ReadonlyMap<string, Room>,
): string | undefined {
  if (from.startsWith('.'))
    return leavesRoom(source, room, from) ? `${from} leaves the room` : undefined
  if (from.startsWith('node:')) return undefined
  const owner = Object.entries(ownedBy).find(
    ([name]) => from === name || from.startsWith(`${name}/`),
  )
  if (owner !== undefined && owner[1] !== room.room && !source.isTest) {
    return `only ${owner[1]} imports ${owner[0]}`
  }
  if (!from.startsWith('@binnacle/')) return undefined
  const other = byPackage.get(from.split('/').slice(0, 2).join('/'))
  if (other === undefined) return `${from} is no room`
  if (other.room === room.room) return `${from} is the room itself`
  const here = `${room.floor}/${room.room}`
  if (exceptions.has(`${here} → ${other.room}`)) return undefined
  const allowed =
    other.floor === room.floor
      ? withinFloor[here]?.includes(other.room)
      : below[room.floor]?.includes(other.floor)
  return allowed ? undefined : `${here} may not import ${other.floor}/${other.room}`
}

function leavesRoom(source: Source, room: Room, from: string): boolean {
  const target = new URL(from, `file:///${source.path}`).pathname.slice(1)
  return !target.startsWith(`${room.folder}/`)
}
