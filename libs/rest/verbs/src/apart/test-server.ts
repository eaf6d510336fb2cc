// in: a size from which on another thread works → out: verbs over a memory store, asked by text. For tests.
import { createAdmission } from '@binnacle/admission'
import {
  builtinCatalogue,
  compileCrd,
  createLiveCatalogue,
  type ResourceDef,
  withCustomResources,
} from '@binnacle/catalogue'
import type { Bound, Reply } from '@binnacle/exchange'
import type { ServerSettings, Surroundings } from '@binnacle/kinds'
import { ApiError, type KubeObject } from '@binnacle/meta'
import { createMemoryStore, type ResourceShape } from '@binnacle/objects'
import type { VerbTools } from '../verb-tools.ts'
import { createVerbs } from '../verbs.ts'

export interface Ask {
  readonly verb: 'create' | 'update' | 'patch' | 'get'
  readonly resource: { readonly group: string; readonly version: string; readonly resource: string }
  readonly subresource?: string
  readonly name: string
  readonly query: string
  readonly contentType: string
  readonly body: string | Uint8Array
  readonly accept?: string
}

/** All that a client can see. */
export interface Answer {
  readonly status: number
  readonly headers: string
  readonly body: string
  readonly warnings: readonly string[]
}

export interface TestServer {
  ask(ask: Ask): Promise<Answer>
}

const now = new Date('2026-01-02T03:04:05Z')

const settings: ServerSettings = {
  serviceClusterIpRanges: ['10.96.0.0/16'],
  serviceNodePorts: { from: 30_000, to: 32_767 },
  allowPrivileged: true,
  eventTtlSeconds: 3600,
  serviceAccountIssuer: 'https://kubernetes.default.svc',
  apiAudiences: ['https://kubernetes.default.svc'],
  kubeletAddressTypes: ['Hostname'],
}

function surroundingsWith(definitions: readonly KubeObject[]): Surroundings {
  const custom = definitions.flatMap((definition) => compileCrd(definition))
  const catalogue = createLiveCatalogue(withCustomResources(builtinCatalogue(), custom))
  const store = createMemoryStore()
  const shapeOf = ({ group, resource, namespaced, storage }: ResourceDef): ResourceShape => ({
    prefix: storage.prefix,
    resource: { group, resource },
    namespaced,
    selectable: () => ({}),
  })
  const parts: Partial<Surroundings> = {
    settings,
    catalogue,
    store,
    shapeOf,
    lookUp: () => undefined,
    lookUpAll: () => [],
    authorize: () => ({ decision: 'allow', reason: '' }),
  }
  return parts as Surroundings
}

export function testServer(
  apartFromBytes: number,
  definitions: readonly KubeObject[] = [],
): TestServer {
  const surroundings = surroundingsWith(definitions)
  let made = 0
  const tools: Partial<VerbTools> = {
    surroundings,
    admission: createAdmission([]),
    now: () => now,
    uid: () => `00000000-0000-4000-8000-${String(++made).padStart(12, '0')}`,
    nameSuffix: () => 'abcde',
    apartFromBytes,
  }
  const verbs = createVerbs(tools as VerbTools)
  return {
    async ask(ask) {
      const { request, warnings } = requestOf(ask, surroundings)
      try {
        const reply = await verbs.perform(request)
        return { ...read(reply), warnings }
      } catch (error) {
        // As the server says of what nobody thought of.
        if (!(error instanceof ApiError))
          return { status: 500, headers: '', body: String(error), warnings }
        return { status: error.code, headers: '', body: JSON.stringify(error.status), warnings }
      }
    },
  }
}

function requestOf(ask: Ask, { catalogue }: Surroundings) {
  const { resource, subresource = '', verb, name, query, contentType, body, accept } = ask
  const def = catalogue.current().resource(resource, resource.resource)
  if (def === undefined) throw new Error(`no ${resource.resource}`)
  const warnings: string[] = []
  const headers: Readonly<Record<string, string>> = {
    'content-type': contentType,
    accept: accept ?? 'application/json',
    'user-agent': 'test/1',
  }
  const request = {
    headers: { get: (header: string) => headers[header] },
    body: async () => (typeof body === 'string' ? Buffer.from(body) : body),
    warnings,
    info: { verb, subresource, namespace: def.namespaced ? 'space' : '', name, ...resource },
    query: new URLSearchParams(query),
    user: { name: 'admin', uid: '', groups: [], extra: {} },
    target: { to: 'resource', def, subresource: def.subresources.get(subresource) },
  }
  return { request: request as unknown as Bound, warnings }
}

function read(reply: Reply): Omit<Answer, 'warnings'> {
  if (!('body' in reply)) throw new Error('an object is answered at once')
  const { status, body } = reply
  const headers = JSON.stringify(reply.headers)
  if (typeof body === 'string') return { status, headers, body }
  const bytes = Buffer.concat(body instanceof Uint8Array ? [body] : body)
  return { status, headers, body: bytes.toString('latin1') }
}
