// in: what went wrong → out: the Status that says so, in upstream's words. Never: a reply or a socket.
import { aggregateText } from './aggregate-text.ts'
import { errorText, type FieldError, toCause } from './field-error.ts'
import { goQuote } from './go-quote.ts'
import {
  formatGroupKind,
  formatGroupResource,
  type GroupKind,
  type GroupResource,
} from './group-version.ts'
import type { Status, StatusCause, StatusDetails } from './status.ts'

/** An error with the Status that the client gets. `headers` go on the reply (for example Retry-After). */
export class ApiError extends Error {
  readonly status: Status
  readonly headers: ReadonlyArray<readonly [string, string]>

  constructor(status: Status, headers: ReadonlyArray<readonly [string, string]> = []) {
    super(status.message ?? status.reason ?? 'error')
    this.status = status
    this.headers = headers
  }

  get code(): number {
    return this.status.code
  }

  get reason(): string {
    return this.status.reason ?? ''
  }
}

/** A failure Status; empty members of `details` are left out as Go's omitempty does. */
export function failure(
  code: number,
  reason: string,
  message: string,
  details?: StatusDetails,
): Status {
  // The order of members is upstream's.
  const status: Status = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    details: details && withoutEmpty(details),
    code,
  }
  if (reason === '') delete status.reason
  if (details === undefined) delete status.details
  return status
}

function withoutEmpty(details: StatusDetails): StatusDetails {
  const kept: StatusDetails = {}
  if (details.name) kept.name = details.name
  if (details.group) kept.group = details.group
  if (details.kind) kept.kind = details.kind
  if (details.uid) kept.uid = details.uid
  if (details.causes && details.causes.length > 0) kept.causes = details.causes
  if (details.retryAfterSeconds) kept.retryAfterSeconds = details.retryAfterSeconds
  return kept
}

function about({ group, resource }: GroupResource, name = ''): StatusDetails {
  return { name, group, kind: resource }
}

export function badRequest(message: string): ApiError {
  return new ApiError(failure(400, 'BadRequest', message))
}

export function unauthorized(message = 'Unauthorized'): ApiError {
  return new ApiError(failure(401, 'Unauthorized', message))
}

/** `reason` is the text behind "is forbidden: ". */
export function forbiddenError(resource: GroupResource, name: string, reason: string): ApiError {
  const subject = formatGroupResource(resource)
  const message =
    resource.group === '' && resource.resource === ''
      ? `forbidden: ${reason}`
      : name === ''
        ? `${subject} is forbidden: ${reason}`
        : `${subject} ${goQuote(name)} is forbidden: ${reason}`
  return new ApiError(failure(403, 'Forbidden', message, about(resource, name)))
}

/** 404 of an object. */
export function notFoundError(resource: GroupResource, name: string): ApiError {
  const message = `${formatGroupResource(resource)} ${goQuote(name)} not found`
  return new ApiError(failure(404, 'NotFound', message, about(resource, name)))
}

/** 404 of a path that nothing serves, or of a resource that does not exist. */
export function pathNotFound(): ApiError {
  return new ApiError(
    failure(404, 'NotFound', 'the server could not find the requested resource', {}),
  )
}

/** `action` as the reference names it: "create", "update", "the server does not allow this method...". */
export function methodNotSupported(resource: GroupResource, action: string): ApiError {
  const message = `${action} is not supported on resources of kind ${goQuote(formatGroupResource(resource))}`
  return new ApiError(failure(405, 'MethodNotAllowed', message, about(resource)))
}

/** 405 of a path whose method nothing serves. */
export function methodNotAllowed(): ApiError {
  return new ApiError(
    failure(
      405,
      'MethodNotAllowed',
      'the server does not allow this method on the requested resource',
      {},
    ),
  )
}

export function notAcceptable(message: string): ApiError {
  return new ApiError(failure(406, 'NotAcceptable', message))
}

export function alreadyExists(resource: GroupResource, name: string): ApiError {
  const message = `${formatGroupResource(resource)} ${goQuote(name)} already exists`
  return new ApiError(failure(409, 'AlreadyExists', message, about(resource, name)))
}

export function generateNameConflict(resource: GroupResource, name: string): ApiError {
  const message = `${formatGroupResource(resource)} ${goQuote(name)} already exists, the server was not able to generate a unique name for the object`
  const details = { ...about(resource, name), retryAfterSeconds: 1 }
  return new ApiError(failure(409, 'AlreadyExists', message, details))
}

/** `reason` is the text behind `Operation cannot be fulfilled on pods "x": `. */
export function conflict(resource: GroupResource, name: string, reason: string): ApiError {
  const message = `Operation cannot be fulfilled on ${formatGroupResource(resource)} ${goQuote(name)}: ${reason}`
  return new ApiError(failure(409, 'Conflict', message, about(resource, name)))
}

/** What conflict() says when a resourceVersion is no longer the newest. */
export const objectModified =
  'the object has been modified; please apply your changes to the latest version and try again'

export function applyConflict(causes: StatusCause[], message: string): ApiError {
  return new ApiError(failure(409, 'Conflict', message, { causes }))
}

export function resourceExpired(message: string): ApiError {
  return new ApiError(failure(410, 'Expired', message))
}

export function gone(message: string): ApiError {
  return new ApiError(failure(410, 'Gone', message))
}

export function requestEntityTooLarge(message: string): ApiError {
  return new ApiError(failure(413, 'RequestEntityTooLarge', `Request entity too large: ${message}`))
}

export function requestHeaderFieldsTooLarge(): ApiError {
  const message = 'the request headers are too large'
  return new ApiError(failure(431, 'RequestHeaderFieldsTooLarge', message))
}

export function unsupportedMediaType(message: string): ApiError {
  return new ApiError(failure(415, 'UnsupportedMediaType', message))
}

/** 422 with every cause at once. */
export function invalidError(
  kind: GroupKind,
  name: string,
  errors: readonly FieldError[],
): ApiError {
  const head = `${formatGroupKind(kind)} ${goQuote(name)} is invalid`
  const texts = errors.map(errorText)
  const message = texts.length === 0 ? head : `${head}: ${aggregateText(texts)}`
  const details = { name, group: kind.group, kind: kind.kind, causes: errors.map(toCause) }
  return new ApiError(failure(422, 'Invalid', message, details))
}

export function tooManyRequests(message: string, retryAfterSeconds: number): ApiError {
  return new ApiError(failure(429, 'TooManyRequests', message, { retryAfterSeconds }), [
    ['Retry-After', String(retryAfterSeconds)],
  ])
}

export function internalError(message: string): ApiError {
  return new ApiError(
    failure(500, 'InternalError', `Internal error occurred: ${message}`, { causes: [{ message }] }),
  )
}

/** A failure with a text but without a reason: what the reference answers when a plain Go error reaches it. */
export function unknownError(message: string): ApiError {
  return new ApiError(failure(500, '', message))
}

export function serverTimeout(resource: GroupResource, operation: string): ApiError {
  const message = `The ${operation} operation against ${formatGroupResource(resource)} could not be completed at this time, please try again.`
  const details = { ...about(resource, operation), retryAfterSeconds: 0 }
  return new ApiError(failure(500, 'ServerTimeout', message, details))
}

export function serviceUnavailable(message: string): ApiError {
  return new ApiError(failure(503, 'ServiceUnavailable', message))
}

export function timeoutError(message: string, retryAfterSeconds = 0): ApiError {
  return new ApiError(
    failure(504, 'Timeout', `Timeout: ${message}`, { retryAfterSeconds }),
    retryAfterSeconds > 0 ? [['Retry-After', String(retryAfterSeconds)]] : [],
  )
}
