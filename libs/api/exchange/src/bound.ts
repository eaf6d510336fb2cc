// in: nothing → out: a request with what serves it.
import type { ResourceDef, SubresourceDef } from '@binnacle/catalogue'
import type { Allowed } from './allowed.ts'
import type { Reply } from './reply.ts'

/** What a request is for: a resource of the catalogue, or something that answers by itself. */
export type Target =
  | { readonly to: 'resource'; readonly def: ResourceDef; readonly subresource?: SubresourceDef }
  | { readonly to: 'page'; readonly serve: (request: Allowed) => Promise<Reply> }

export interface Bound extends Allowed {
  readonly target: Target
}

/** A request for a resource: what the verbs take. */
export interface ResourceRequest extends Bound {
  readonly target: Extract<Target, { to: 'resource' }>
}
