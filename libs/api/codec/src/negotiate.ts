// in: what a client accepts or sends → out: the format of the answer or the body. Never: bytes.
import { ApiError, failure, notAcceptable, unsupportedMediaType } from '@binnacle/meta'
import { parseAccept, type AcceptClause } from './accept.ts'
import { mediaTypeOf } from './media-type.ts'

/** Bodies come and answers go in any of these. */
export type Format = 'json' | 'yaml' | 'protobuf'

/** What the client wants in place of the object itself. */
export interface Transform {
  readonly kind: 'Table' | 'PartialObjectMetadata' | 'PartialObjectMetadataList'
  readonly version: 'v1' | 'v1beta1'
}

export interface OutputForm {
  readonly format: Format
  readonly pretty: boolean
  readonly transform?: Transform
}

/** What an endpoint can give beside its plain objects. */
export interface Endpoint {
  /** The kind has columns (resources; not all subresources). */
  readonly tables: boolean
  /** Nothing is turned into a Table or into metadata alone (discovery, errors). */
  readonly plainOnly?: boolean
  /** Resources that users define have no protobuf form; their metadata has one. */
  readonly custom?: boolean
}

export interface AcceptRequest {
  /** The first Accept header. */
  readonly accept: string | undefined
  /** The `pretty` parameter, if any. */
  readonly pretty: string | null
  readonly userAgent: string | undefined
}

const mediaTypes = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']
const streamTypes = [
  'application/json;stream=watch',
  'application/vnd.kubernetes.protobuf;stream=watch',
]
const watchableTypes = [...mediaTypes, ...streamTypes]
const formats: readonly (readonly [type: string, subtype: string, format: Format])[] = [
  ['application', 'json', 'json'],
  ['application', 'yaml', 'yaml'],
  ['application', 'vnd.kubernetes.protobuf', 'protobuf'],
]

/** The form of an answer; a 406 Status where nothing fits. */
export function negotiate(request: AcceptRequest, endpoint: Endpoint): OutputForm {
  const found = choose(request, endpoint)
  if (found === undefined) {
    throw notAcceptable(`only the following media types are accepted: ${mediaTypes.join(', ')}`)
  }
  return found
}

/** The form of watch events, which YAML is not. */
export function negotiateStream(request: AcceptRequest, endpoint: Endpoint): OutputForm {
  // The reference looks for the form of a list first: its refusal names those.
  const found = negotiate(request, endpoint)
  if (found.format === 'yaml') {
    throw notAcceptable(`only the following media types are accepted: ${streamTypes.join(', ')}`)
  }
  return found
}

/** Clients send few different Accept headers, again and again. */
const chosen = new Map<string, OutputForm | undefined>()
const chosenMax = 256
const acceptLengthMax = 512

function choose(request: AcceptRequest, endpoint: Endpoint): OutputForm | undefined {
  const pretty = isPretty(request)
  const { accept } = request
  if (!accept) return { format: 'json', pretty }
  if (accept.length > acceptLengthMax) return look(accept, pretty, endpoint)
  const { tables, plainOnly, custom } = endpoint
  const key = `${pretty} ${tables} ${plainOnly === true} ${custom === true} ${accept}`
  if (chosen.has(key)) return chosen.get(key)
  if (chosen.size >= chosenMax) chosen.clear()
  const form = look(accept, pretty, endpoint)
  chosen.set(key, form)
  return form
}

function look(accept: string, pretty: boolean, endpoint: Endpoint): OutputForm | undefined {
  for (const clause of parseAccept(accept)) {
    for (const [type, subtype, format] of formats) {
      if (!matches(clause, type, subtype)) continue
      const form = formOf(clause, format, endpoint)
      if (form) return pretty && !form.pretty ? { ...form, pretty } : form
    }
  }
  return undefined
}

function matches(clause: AcceptClause, type: string, subtype: string): boolean {
  if (clause.type === '*') return clause.subtype === '*'
  return clause.type === type && (clause.subtype === subtype || clause.subtype === '*')
}

const transforms = ['Table', 'PartialObjectMetadata', 'PartialObjectMetadataList']

function formOf(
  { parameters }: AcceptClause,
  format: Format,
  endpoint: Endpoint,
): OutputForm | undefined {
  const stream = parameters.get('stream')
  if (stream && (format === 'yaml' || stream !== 'watch')) return undefined
  if (parameters.get('sv')) return undefined
  const pretty = parameters.get('pretty') === '1'
  const [as, group, version] = [parameters.get('as'), parameters.get('g'), parameters.get('v')]
  if (as === undefined && group === undefined && version === undefined) {
    return format === 'protobuf' && endpoint.custom ? undefined : { format, pretty }
  }
  if (endpoint.plainOnly) return undefined
  if (group !== 'meta.k8s.io' || (version !== 'v1' && version !== 'v1beta1')) return undefined
  if (as === undefined || !transforms.includes(as)) return undefined
  if (as === 'Table' && (!endpoint.tables || format === 'protobuf')) return undefined
  return { format, pretty, transform: { kind: as as Transform['kind'], version } }
}

const trueTexts = new Set(['1', 't', 'T', 'TRUE', 'true', 'True'])

/** People's tools get line breaks unless the query says otherwise. */
export function isPretty({ pretty, userAgent }: Omit<AcceptRequest, 'accept'>): boolean {
  if (pretty) return trueTexts.has(pretty)
  return userAgent !== undefined && /^(?:curl|Wget|Mozilla\/5\.0)/.test(userAgent)
}

export interface RouteForms {
  readonly watchable: boolean
  /** Nothing else than JSON comes from here. */
  readonly jsonOnly?: boolean
}

/**
 * Routes of built-in kinds, and of most discovery documents, look at Accept before anything else, by
 * simpler rules: no `application/*`, names as they are. The text of their 406, or undefined.
 */
export function routeRefusal(
  accept: string | undefined,
  { watchable, jsonOnly }: RouteForms,
): string | undefined {
  if (!accept || accept === 'application/json') return undefined
  const produced = jsonOnly ? ['application/json'] : watchable ? watchableTypes : mediaTypes
  for (const part of accept.split(',')) {
    const name = (part.split(';')[0] ?? '').trim()
    if (name === '*/*' || produced.includes(name)) return undefined
  }
  return `406: Not Acceptable\n\nAvailable representations: ${produced.join(', ')}`
}

/** The same as the Status that the client gets. */
export function checkRouteAccept(accept: string | undefined, endpoint: RouteForms): void {
  const text = routeRefusal(accept, endpoint)
  if (text !== undefined) throw new ApiError(failure(406, 'NotAcceptable', text, {}))
}

const bodyFormats: Readonly<Record<string, Format>> = {
  'application/json': 'json',
  'application/yaml': 'yaml',
  'application/vnd.kubernetes.protobuf': 'protobuf',
}

/** The format of a body; a 415 Status for what nobody reads. */
export function bodyFormat(contentType: string | undefined): Format {
  if (!contentType) return 'json'
  const format = bodyFormats[mediaTypeOf(contentType) ?? '']
  if (format !== undefined) return format
  throw unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: ${mediaTypes.join(', ')}`,
  )
}

/** 415 of a patch type that is not served. */
export function unsupportedPatch(accepted: readonly string[]): ApiError {
  return new ApiError(
    failure(
      415,
      'UnsupportedMediaType',
      `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`,
    ),
  )
}
