// in: calls of loops inside the server → out: what the same verbs answer a user, without sockets.
// Never: a way around admission.
import { within } from '@binnacle/async'
import type { Catalogue, ResourceDef } from '@binnacle/catalogue'
import type { BodySink, Reply, RequestInfo, ResourceRequest, User } from '@binnacle/exchange'
import { ApiError, type GroupResource, type KubeObject, timeoutError } from '@binnacle/meta'
import type { Subscription } from '@binnacle/objects'
import type { VerbTools } from './verb-tools.ts'
import { createVerbs } from './verbs.ts'

export interface LocalCall {
  readonly verb: string
  readonly def: ResourceDef
  readonly namespace?: string
  readonly name?: string
  readonly subresource?: string
  readonly query?: string
  readonly body?: unknown
  readonly contentType?: string
}

export interface LocalClient {
  catalogue(): Catalogue
  /** The answer's JSON; refusals are thrown as ApiError. */
  // biome-ignore lint/suspicious/noExplicitAny: an object, a list or a Status
  call(call: LocalCall): Promise<any>
  /** As new as etcd; undefined: there is none. */
  get(def: ResourceDef, namespace: string, name: string): Promise<KubeObject | undefined>
  /** What this replica knows, without waiting. Do not change it. */
  known(resource: GroupResource, namespace: string, name: string): KubeObject | undefined
  knownAll(resource: GroupResource, namespace: string): Iterable<KubeObject>
  /** The watch that the verb serves, before its events are written as text. */
  watch(def: ResourceDef): Promise<Subscription>
}

export interface LocalCaller {
  readonly user: User
  /** Named in metadata.managedFields. */
  readonly agent: string
}

const callMsMax = 30_000

const methods: Readonly<Record<string, string>> = {
  create: 'POST',
  update: 'PUT',
  patch: 'PATCH',
  delete: 'DELETE',
  deletecollection: 'DELETE',
}

export function createLocalClient(tools: VerbTools, caller: LocalCaller): LocalClient {
  const verbs = createVerbs(tools)
  const { surroundings } = tools
  const call = async (asked: LocalCall) => {
    const request = requestOf(asked, caller)
    const late = () => timeoutError('a call of a loop took too long')
    return await within(verbs.perform(request).then(readReply), callMsMax, late)
  }
  return {
    catalogue: () => surroundings.catalogue.current(),
    call,
    async get(def, namespace, name) {
      try {
        return (await call({ verb: 'get', def, namespace, name })) as KubeObject
      } catch (error) {
        if (error instanceof ApiError && error.code === 404) return undefined
        throw error
      }
    },
    known: (resource, namespace, name) => surroundings.lookUp(resource, namespace, name),
    knownAll: (resource, namespace) => surroundings.lookUpAll(resource, namespace),
    watch: (def) =>
      surroundings.store.watch({
        shape: surroundings.shapeOf(def),
        namespace: '',
        resourceVersion: '',
        sendInitialEvents: true,
        allowBookmarks: true,
      }),
  }
}

function requestOf(asked: LocalCall, { user, agent }: LocalCaller): ResourceRequest {
  const { def, subresource = '' } = asked
  const info = infoOf(asked)
  const headers = new Map([
    ['user-agent', agent],
    ['accept', 'application/json'],
    ['content-type', asked.contentType ?? 'application/json'],
  ])
  // Few calls look at it: most need no timer of their own.
  let signal: AbortSignal | undefined
  const text = asked.body === undefined ? '' : JSON.stringify(asked.body)
  return {
    method: methods[asked.verb] ?? 'GET',
    url: info.path,
    headers: {
      get: (name) => headers.get(name),
      all: (name) => [headers.get(name)].filter((value) => value !== undefined),
      names: () => headers.keys(),
    },
    httpVersion: 2,
    certificate: undefined,
    remoteAddress: '',
    insecure: false,
    body: async () => Buffer.from(text),
    get signal() {
      signal ??= AbortSignal.timeout(callMsMax)
      return signal
    },
    receivedAtMs: performance.now(),
    warnings: [],
    info,
    query: new URLSearchParams(asked.query),
    user,
    seat: { leave: () => undefined },
    allowedBecause: 'a loop of the server itself',
    target: { to: 'resource', def, subresource: def.subresources.get(subresource) },
  }
}

function infoOf({
  verb,
  def,
  namespace = '',
  name = '',
  subresource = '',
}: LocalCall): RequestInfo {
  const apiPrefix = def.group === '' ? 'api' : 'apis'
  const isNamespace = def.group === '' && def.resource === 'namespaces'
  const parts = [apiPrefix, def.group, def.version, def.resource, name, subresource]
  return {
    isResourceRequest: true,
    verb,
    apiPrefix,
    group: def.group,
    version: def.version,
    resource: def.resource,
    subresource,
    namespace: isNamespace ? name : namespace,
    name,
    path: `/${parts.filter((part) => part !== '').join('/')}`,
    parts,
    fieldSelector: '',
    labelSelector: '',
  }
}

async function readReply(reply: Reply): Promise<unknown> {
  if ('upgrade' in reply) throw new Error('a loop cannot take over a connection')
  const bytes = 'body' in reply ? joined(reply.body) : await poured(reply.stream)
  return JSON.parse(bytes)
}

function joined(body: Uint8Array | string | readonly Uint8Array[]): string {
  if (typeof body === 'string') return body
  return Buffer.concat(body instanceof Uint8Array ? [body] : body).toString()
}

async function poured(stream: (sink: BodySink) => void | Promise<void>): Promise<string> {
  const chunks: Buffer[] = []
  const ended = Promise.withResolvers<void>()
  const sink: BodySink = {
    write(chunk) {
      // The bytes may be used for something else right after.
      chunks.push(Buffer.from(chunk))
      return true
    },
    drained: async () => undefined,
    end: () => ended.resolve(),
    closed: false,
    onClose: () => undefined,
    bufferedBytes: 0,
  }
  await stream(sink)
  await ended.promise
  return Buffer.concat(chunks).toString()
}
