// in: nothing → out: a question to the authorizer and its answer. Never: a decision.
import type { User } from './identified.ts'

/** May this user do this? */
export interface AccessQuestion {
  readonly user: User
  readonly verb: string
  readonly group: string
  readonly version: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  /** As sent. */
  readonly fieldSelector?: string
  readonly labelSelector?: string
  /** Set for a question about a path; then only verb and path count. */
  readonly path?: string
}

export interface AccessAnswer {
  readonly decision: 'allow' | 'deny' | 'noOpinion'
  readonly reason: string
  readonly error?: string
}

/** Answers at once where everything is at hand; only webhooks take time. */
export type Authorize = (question: AccessQuestion) => AccessAnswer | Promise<AccessAnswer>
