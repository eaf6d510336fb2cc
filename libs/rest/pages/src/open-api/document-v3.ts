// in: the catalogue and one of its paths → out: the OpenAPI v3 document of that path. Never: bytes.
import { builtinSchema, type Catalogue, type ResourceDef } from '@binnacle/catalogue'
import type { Dict, GroupVersion } from '@binnacle/meta'
import { customSchemas } from './custom-schemas.ts'
import { withTexts } from './field-texts.ts'
import { groupPath } from './naming.ts'
import { metaName, refHead } from './operation.ts'
import { inOneGo } from './in-one-go.ts'
import { knownVersions } from './known-versions.ts'
import { pagePaths, tokenPages } from './page-paths.ts'
import { type Paths, resourcePaths } from './resource-paths.ts'

const kindsKey = 'x-kubernetes-group-version-kind'

const knownKeys = new WeakMap<Catalogue, readonly string[]>()

/** What has a document: `api`, `api/v1`, `apis/apps`, `apis/apps/v1`, `version`, ... */
export function documentKeys(catalogue: Catalogue): readonly string[] {
  const before = knownKeys.get(catalogue)
  if (before) return before
  const keys = keysOf(catalogue)
  knownKeys.set(catalogue, keys)
  return keys
}

function keysOf(catalogue: Catalogue): string[] {
  const keys = ['api', 'apis', 'version', ...Object.keys(tokenPages)]
  for (const { group, versions } of catalogue.groups) {
    const versioned = versions.map((version) => ({ group, version }))
    if (group !== '' && versioned.some((gv) => isBuiltin(catalogue.resourcesOf(gv)))) {
      keys.push(`apis/${group}`)
    }
    for (const gv of versioned) keys.push(groupPath(gv).slice(1))
  }
  return keys.sort()
}

export function isBuiltin(defs: readonly ResourceDef[]): boolean {
  return defs.some(({ custom }) => !custom)
}

/** The resources behind a key; none for documents of discovery. */
export function defsOfKey(catalogue: Catalogue, key: string): readonly ResourceDef[] {
  const parts = key.split('/')
  if (parts[0] === 'api' && parts.length === 2) {
    return catalogue.resourcesOf({ group: '', version: parts[1] ?? '' })
  }
  if (parts[0] !== 'apis' || parts.length !== 3) return []
  return catalogue.resourcesOf({ group: parts[1] ?? '', version: parts[2] ?? '' })
}

export interface Parts {
  readonly paths: Paths
  readonly schemas: Record<string, Dict>
  readonly custom: boolean
}

export function documentV3(catalogue: Catalogue, key: string): Dict {
  const { paths, schemas, custom } = documentParts(catalogue, key)
  const components: Dict = { schemas }
  if (!custom) components.securitySchemes = { BearerToken: bearerToken }
  return {
    openapi: '3.0.0',
    info: custom
      ? { title: 'Kubernetes CRD Swagger', version: 'v0.1.0' }
      : { title: 'Kubernetes', version: '1.37' },
    paths,
    components,
  }
}

export const bearerToken = {
  type: 'apiKey',
  description: 'Bearer Token authentication',
  name: 'authorization',
  in: 'header',
}

export function documentParts(catalogue: Catalogue, key: string): Parts {
  return inOneGo(documentSteps(catalogue, key))
}

/** The same in steps, between which others may have their turn. */
export function* documentSteps(catalogue: Catalogue, key: string): Generator<void, Parts> {
  const defs = defsOfKey(catalogue, key)
  const paths: Paths = {}
  const schemas: Record<string, Dict> = {}
  const custom = defs.length > 0 && !isBuiltin(defs)
  if (!custom) Object.assign(paths, pagePaths(key))
  for (const def of defs) {
    resourcePaths(def, paths)
    if (def.custom) Object.assign(schemas, customSchemas(def))
  }
  yield* collecting([paths, ...Object.values(schemas)], schemas)
  const [first] = defs
  if (custom) addKinds(schemas, knownVersions)
  else if (first && first.group !== '') addKinds(schemas, [coreVersion, first])
  return { paths, schemas, custom }
}

/** Kinds of machinery that every group version has. */
export const manyKinds = ['DeleteOptions', 'WatchEvent'] as const

const coreVersion: GroupVersion = { group: '', version: 'v1' }

/** A document of ours names core and its own version, one of users all that there are. */
function addKinds(schemas: Record<string, Dict>, versions: readonly GroupVersion[]): void {
  for (const kind of manyKinds) {
    const name = `${metaName}${kind}`
    const kinds = versions.map(({ group, version }) => ({ group, kind, version }))
    if (schemas[name]?.[kindsKey]) schemas[name] = { ...schemas[name], [kindsKey]: kinds }
  }
}

/** Nobody may change them. */
const machinery = new Map<string, Dict>()

/** Types that every version refers to are read once. */
function schemaOf(name: string): Dict | undefined {
  const known = machinery.get(name)
  if (known) return known
  const plain = builtinSchema(name)
  if (!plain) return undefined
  const schema = withTexts(name, plain)
  if (name.startsWith(metaName)) machinery.set(name, schema)
  return schema
}

/** Adds every schema that is referred to, and what these refer to. */
export function collect(roots: readonly unknown[], schemas: Record<string, Dict>): void {
  inOneGo(collecting(roots, schemas))
}

function* collecting(
  roots: readonly unknown[],
  schemas: Record<string, Dict>,
): Generator<void, void> {
  const queue = [...roots]
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    if (typeof next !== 'object' || next === null) continue
    for (const [key, inner] of Object.entries(next)) {
      if (key !== '$ref' || typeof inner !== 'string') {
        if (typeof inner === 'object') queue.push(inner)
        continue
      }
      const name = inner.slice(refHead.length)
      if (Object.hasOwn(schemas, name)) continue
      const schema = schemaOf(name)
      if (!schema) continue
      schemas[name] = schema
      queue.push(schema)
      yield
    }
  }
}
