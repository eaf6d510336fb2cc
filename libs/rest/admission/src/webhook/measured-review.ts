// in: a write and a hook → out: the hook's answer, its call counted. Never: what follows from it.
import { ApiError } from '@binnacle/meta'
import { admissionMetrics, cellsOf } from '../measure/admission-metrics.ts'
import { CallFault, type HookAnswer } from './review.ts'

export type ReviewType = 'admit' | 'validating'

const codeMax = 600
/** Of a call that failed. */
const faultCode = 503

export interface Reviewed {
  readonly name: string
  readonly type: ReviewType
  readonly operation: string
  /** The hook may fail. */
  readonly open: boolean
}

export async function measuredReview(
  { name, type, operation, open }: Reviewed,
  run: () => Promise<HookAnswer>,
): Promise<HookAnswer> {
  const { webhook, requests, rejections, failedOpen } = admissionMetrics
  const cells = cellsOf(webhook, name, type, operation)
  const fromMs = performance.now()
  const count = (code: number, rejected: boolean) => {
    const seconds = (performance.now() - fromMs) / 1000
    cells[rejected ? 'rejected' : 'passed'].add(seconds)
    requests.cell(name, type, operation, String(code), String(rejected)).add(1)
  }
  try {
    const answer = await run()
    count(200, false)
    return answer
  } catch (error) {
    const failed = error instanceof CallFault
    const code = failed ? faultCode : error instanceof ApiError ? Math.min(error.code, codeMax) : 0
    const rejected = !(failed && open)
    count(code, rejected)
    if (rejected) {
      const kind = failed ? 'calling_webhook_error' : 'no_error'
      rejections.cell(name, type, operation, kind, String(code)).add(1)
    } else failedOpen.cell(name, type).add(1)
    throw error
  }
}

export function reviewedOf(
  { spec }: { readonly spec: { readonly [key: string]: unknown } },
  { operation }: { readonly operation: string },
  type: ReviewType,
): Reviewed {
  return { name: String(spec.name), type, operation, open: spec.failurePolicy === 'Ignore' }
}
