// in: a request and how much of it counts → out: its record at a stage. Never: more than the level allows.
import { gunzipSync } from 'node:zlib'
import type { HeaderList, Reply, RequestInfo, Routed, User } from '@binnacle/exchange'
import { type Dict, formatMicroTime } from '@binnacle/meta'
import type { Recording, Stage } from './policy.ts'

/** What grows while the request is under way. */
export interface Noted {
  readonly auditId: string
  readonly recording: Recording
  readonly receivedAt: Date
  readonly user: User | undefined
  readonly impersonated: User | undefined
  requestBytes?: Uint8Array
  /** What the request was understood as, where it is an object: JSON, and its name. */
  sent?: string
  sentName?: string
  status?: Dict
  response?: Dict
  annotations?: Record<string, string>
}

/** Texts of clients are cut: a record must not grow with what they send. */
const agentLengthMax = 1024
const objectBytesMax = 1 << 20

export function auditEvent(request: Routed, noted: Noted, stage: Stage, now: Date): Dict {
  const { info, headers } = request
  const { recording } = noted
  const event: Dict = {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: recording.level,
    auditID: noted.auditId,
    stage,
    requestURI: request.url,
    verb: info.verb,
    user: userOf(noted.user),
  }
  if (noted.impersonated) event.impersonatedUser = userOf(noted.impersonated)
  event.sourceIPs = sourcesOf(request)
  const agent = headers.get('user-agent')
  if (agent) event.userAgent = agent.slice(0, agentLengthMax)
  if (info.isResourceRequest) event.objectRef = referenceOf(info, noted)
  if (noted.status) event.responseStatus = noted.status
  if (recording.level !== 'Metadata') addObjects(event, noted, stage)
  event.requestReceivedTimestamp = formatMicroTime(noted.receivedAt)
  event.stageTimestamp = formatMicroTime(now)
  if (noted.annotations) event.annotations = noted.annotations
  return event
}

function addObjects(event: Dict, noted: Noted, stage: Stage): void {
  const { recording, requestBytes, response, sent } = noted
  const shown = (object: Dict | undefined) =>
    object && recording.omitManagedFields ? withoutManagedFields(object) : object
  const request = sent ? shown(JSON.parse(sent)) : requestBytes && shown(parse(requestBytes))
  if (request) event.requestObject = request
  if (recording.level !== 'RequestResponse' || stage === 'RequestReceived') return
  const answered = shown(response)
  if (answered) event.responseObject = answered
}

function userOf(user: User | undefined): Dict {
  if (!user) return {}
  const { name, uid, groups, extra } = user
  const shown: Dict = { username: name }
  if (uid !== '') shown.uid = uid
  if (groups.length > 0) shown.groups = groups
  if (Object.keys(extra).length > 0) shown.extra = { ...extra }
  return shown
}

/** What proxies say first, then who sent it. */
function sourcesOf({ headers, remoteAddress }: Routed): string[] {
  const told = headers.all('x-forwarded-for').flatMap((line) => line.split(','))
  const real = headers.get('x-real-ip')
  const known = [...told, ...(real ? [real] : [])].map((one) => one.trim())
  const peer = remoteAddress.replace(/^::ffff:/, '')
  return [...new Set([...known.filter((one) => /^[0-9a-fA-F.:]+$/.test(one)), peer])]
}

function referenceOf(info: RequestInfo, { response, sentName }: Noted): Dict {
  const { resource, namespace, name, group, version, subresource } = info
  const reference: Dict = { resource }
  if (namespace !== '') reference.namespace = namespace
  const isNew = info.verb === 'create' && subresource === '' && response?.kind !== 'Status'
  const known = name || sentName || (isNew ? response?.metadata?.name : undefined)
  if (known) reference.name = known
  if (group !== '') reference.apiGroup = group
  reference.apiVersion = version
  if (subresource !== '') reference.subresource = subresource
  return reference
}

/** The status and the object of a reply, as far as they can be seen in it. */
export function readReply(reply: Reply, needsObject: boolean): { status: Dict; object?: Dict } {
  if ('upgrade' in reply) return { status: { metadata: {}, code: 101 } }
  const plain = { metadata: {}, code: reply.status }
  if ('stream' in reply || (!needsObject && reply.status < 400)) return { status: plain }
  const object = parse(decompress(bytesOf(reply.body), reply.headers))
  if (object?.kind !== 'Status') return { status: plain, object }
  const { kind, apiVersion, ...status } = object
  return { status: { ...status, code: status.code || reply.status }, object }
}

function bytesOf(body: Uint8Array | string | readonly Uint8Array[]): Uint8Array {
  if (typeof body === 'string') return Buffer.from(body)
  return body instanceof Uint8Array ? body : Buffer.concat(body)
}

function decompress(bytes: Uint8Array, headers: HeaderList): Uint8Array {
  const encoding = headers.find(([name]) => name.toLowerCase() === 'content-encoding')?.[1]
  if (encoding !== 'gzip') return bytes
  try {
    return gunzipSync(bytes, { maxOutputLength: objectBytesMax })
  } catch {
    return Buffer.alloc(0)
  }
}

/** undefined where it is no JSON object, or too large to be kept. */
function parse(bytes: Uint8Array): Dict | undefined {
  if (bytes.length === 0 || bytes.length > objectBytesMax || bytes[0] !== 0x7b) return undefined
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'))
  } catch {
    return undefined
  }
}

function withoutManagedFields(object: Dict): Dict {
  const clean = (one: Dict): Dict => {
    if (!one?.metadata?.managedFields) return one
    const { managedFields, ...metadata } = one.metadata
    return { ...one, metadata }
  }
  const cleaned = clean(object)
  return Array.isArray(cleaned.items) ? { ...cleaned, items: cleaned.items.map(clean) } : cleaned
}
