// in: the key of a document → out: the OpenAPI v3 paths of pages that belong to no resource. Never: resources.
import type { Dict } from '@binnacle/meta'
import { capital, groupWord, tagOf, versionWord } from './names.ts'
import { content, metaName, operation, reference } from './operation.ts'
import type { Paths } from './resource-paths.ts'

interface TokenPage {
  readonly tag: string
  readonly id: string
  readonly told: string
  readonly type: string
}

/** What verifiers of service account tokens read, by key. */
export const tokenPages: Readonly<Record<string, TokenPage>> = {
  '.well-known/openid-configuration': {
    tag: 'WellKnown',
    id: 'getServiceAccountIssuerOpenIDConfiguration',
    told: "get service account issuer OpenID configuration, also known as the 'OIDC discovery doc'",
    type: 'application/json',
  },
  'openid/v1/jwks': {
    tag: 'openid',
    id: 'getServiceAccountIssuerOpenIDKeyset',
    told: 'get service account issuer OpenID JSON Web Key Set (contains public token verification keys)',
    type: 'application/jwk-set+json',
  },
}

export function isTokenPage({ operationId }: Dict): boolean {
  return Object.values(tokenPages).some(({ id }) => id === operationId)
}

const noVersion = { group: '', version: '' }

export function pagePaths(key: string): Paths {
  const page = tokenPages[key]
  if (page) {
    const responses = { 200: { [page.type]: { schema: { type: 'string' } } } }
    return plainPage(key, { ...page, responses })
  }
  if (key === 'version') {
    const schema = reference('io.k8s.apimachinery.pkg.version.Info')
    return plainPage(key, {
      tag: 'version',
      id: 'getCodeVersion',
      told: 'get the version information for this server',
      responses: { 200: { 'application/json': { schema } } },
    })
  }
  return discoveryPage(key)
}

interface PlainPage {
  readonly tag: string
  readonly id: string
  readonly told: string
  readonly responses: Readonly<Record<string, Record<string, unknown>>>
}

function plainPage(key: string, { tag, id, told, responses }: PlainPage): Paths {
  const record = operation({ gv: noVersion, id, description: told, responses })
  return { [`/${key}/`]: { get: { ...record, tags: [tag] } } }
}

function discoveryPage(key: string): Paths {
  const [first, group = '', version] = key.split('/')
  const page = (kind: string, id: string, tag: string, told: string) =>
    plainPage(key, {
      tag,
      id,
      told,
      responses: { 200: content(reference(`${metaName}${kind}`), 'builtin') },
    })
  if (key === 'api') {
    return page('APIVersions', 'getCoreAPIVersions', 'core', 'get available API versions')
  }
  if (key === 'apis') {
    return page('APIGroupList', 'getAPIVersions', 'apis', 'get available API versions')
  }
  const word = groupWord(group)
  if (first === 'apis' && version === undefined) {
    return page('APIGroup', `get${capital(word)}APIGroup`, word, 'get information of a group')
  }
  const gv = first === 'api' ? { group: '', version: group } : { group, version: version ?? '' }
  const id = `get${versionWord(gv)}APIResources`
  return page('APIResourceList', id, tagOf(gv), 'get available resources')
}
