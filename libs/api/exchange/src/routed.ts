// in: nothing → out: a request whose target was read, by syntax alone. Never: what exists.
import type { Received } from './received.ts'

/** What the path and query say, as upstream's RequestInfo. */
export interface RequestInfo {
  readonly isResourceRequest: boolean
  /** get, list, watch, create, update, patch, delete, deletecollection, proxy; else the method in lower case. */
  readonly verb: string
  /** `api` or `apis` for resource requests. */
  readonly apiPrefix: string
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  /** The path without query, decoded. */
  readonly path: string
  /** Path segments, each decoded once. */
  readonly parts: readonly string[]
  /** Selectors as sent, for authorization. */
  readonly fieldSelector: string
  readonly labelSelector: string
}

export interface Routed extends Received {
  readonly info: RequestInfo
  readonly query: URLSearchParams
}
