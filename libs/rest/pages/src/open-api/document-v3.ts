// in: the catalogue and one of its paths → out: the OpenAPI v3 document of that path. Never: bytes.
import { builtinSchema, type Catalogue, type ResourceDef } from '@binnacle/catalogue'
import type { Dict } from '@binnacle/meta'
import { customSchemas } from './custom-schemas.ts'
import { withTexts } from './field-texts.ts'
import { capital, groupWord, versionWord } from './names.ts'
import { groupPath } from './naming.ts'
import { content, metaName, operation, refHead, reference } from './operation.ts'
import { type Paths, resourcePaths } from './resource-paths.ts'

const kindsKey = 'x-kubernetes-group-version-kind'

/** What has a document: `api`, `api/v1`, `apis/apps`, `apis/apps/v1`, `version`, ... */
export function documentKeys(catalogue: Catalogue): string[] {
  const keys = ['api', 'apis', 'version']
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
  const defs = defsOfKey(catalogue, key)
  const paths: Paths = {}
  const schemas: Record<string, Dict> = {}
  const custom = defs.length > 0 && !isBuiltin(defs)
  if (!custom) discoveryPath(key, paths)
  for (const def of defs) {
    resourcePaths(def, paths)
    if (def.custom) Object.assign(schemas, customSchemas(def))
  }
  collect([paths, ...Object.values(schemas)], schemas)
  const first = defs[0]
  if (first && first.group !== '') {
    for (const kind of ['DeleteOptions', 'WatchEvent']) {
      const { group, version } = first
      schemas[`${metaName}${kind}`]?.[kindsKey]?.push({ group, version, kind })
    }
  }
  return { paths, schemas, custom }
}

function discoveryPath(key: string, paths: Paths): void {
  const [first, group, version] = key.split('/')
  const add = (kind: string, id: string, tag: { group: string; version: string }, told: string) => {
    const record = operation({
      gv: tag,
      id,
      description: told,
      responses: { 200: content(reference(`${metaName}${kind}`), 'builtin') },
    })
    if (tag.version === '') record.tags = [tag.group]
    paths[`/${key}/`] = { get: record }
  }
  if (key === 'version') return versionPath(paths)
  if (key === 'api' || key === 'apis') {
    const id = key === 'api' ? 'getCoreAPIVersions' : 'getAPIVersions'
    const kind = key === 'api' ? 'APIVersions' : 'APIGroupList'
    const tag = { group: key === 'api' ? 'core' : 'apis', version: '' }
    return add(kind, id, tag, 'get available API versions')
  }
  if (first === 'apis' && version === undefined) {
    const word = groupWord(group ?? '')
    const id = `get${capital(word)}APIGroup`
    return add('APIGroup', id, { group: word, version: '' }, 'get information of a group')
  }
  const gv =
    first === 'api'
      ? { group: '', version: group ?? '' }
      : { group: group ?? '', version: version ?? '' }
  add('APIResourceList', `get${versionWord(gv)}APIResources`, gv, 'get available resources')
}

function versionPath(paths: Paths): void {
  const schema = reference('io.k8s.apimachinery.pkg.version.Info')
  const record = operation({
    gv: { group: '', version: '' },
    id: 'getCodeVersion',
    description: 'get the version information for this server',
    responses: { 200: { 'application/json': { schema } } },
  })
  record.tags = ['version']
  paths['/version/'] = { get: record }
}

/** Adds every schema that is referred to, and what these refer to. */
function collect(roots: readonly unknown[], schemas: Record<string, Dict>): void {
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
      const plain = builtinSchema(name)
      if (!plain) continue
      const schema = withTexts(name, plain)
      schemas[name] = schema
      queue.push(schema)
    }
  }
}
