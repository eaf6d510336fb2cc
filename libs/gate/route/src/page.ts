// in: nothing → out: what answers by itself, apart from the resources. Never: a page.
import type { Allowed, Reply, RequestInfo } from '@binnacle/exchange'

export interface Page {
  /** Methods that it answers; the others get 405. Left out: all. */
  readonly methods?: readonly string[]
  serve(request: Allowed): Promise<Reply>
}

/** Discovery, health, OpenAPI, metrics; aggregated APIs claim whole group versions. */
export interface Pages {
  find(info: RequestInfo): Page | undefined
}
