// in: a write and a hook → out: the hook's answer, its call counted. Never: what follows from it.
import { ApiError } from '@binnacle/meta'
import { admissionMetrics, cellsOf } from '../measure/admission-metrics.ts'
import { CallFault, type HookAnswer } from './review.ts'

export type ReviewType = 'admit' | 'validating'

const codeMax = 600

export interface Reviewed {
  readonly name: string
  readonly type: ReviewType
  readonly operation: string
  /** The hook may fail. */
  readonly open: boolean
}

interface Ended {
  readonly code: number
  readonly rejected: boolean
  readonly kind: string
}

/** How it ended; `asked`: the hook's own answer was had before. */
function endOf(error: unknown, open: boolean, asked: boolean): Ended {
  if (error instanceof CallFault) {
    return { code: error.code, rejected: !open, kind: 'calling_webhook_error' }
  }
  if (asked || !(error instanceof ApiError)) {
    return { code: 0, rejected: true, kind: 'apiserver_internal_error' }
  }
  return { code: Math.min(error.code, codeMax), rejected: true, kind: 'no_error' }
}

/** `use` does what the answer says; it is part of what is measured. */
export async function measuredReview(
  { name, type, operation, open }: Reviewed,
  run: () => Promise<HookAnswer>,
  use: (answer: HookAnswer) => Promise<void> | void = () => undefined,
): Promise<void> {
  const { webhook, requests, rejections, failedOpen } = admissionMetrics
  const cells = cellsOf(webhook, name, type, operation)
  const fromMs = performance.now()
  const count = (code: number, rejected: boolean) => {
    const seconds = (performance.now() - fromMs) / 1000
    cells[rejected ? 'rejected' : 'passed'].add(seconds)
    requests.cell(name, type, operation, String(code), String(rejected)).add(1)
  }
  let asked = false
  try {
    const answer = await run()
    asked = true
    await use(answer)
    count(200, false)
  } catch (error) {
    const { code, rejected, kind } = endOf(error, open, asked)
    count(code, rejected)
    if (rejected) rejections.cell(name, type, operation, kind, String(code)).add(1)
    else failedOpen.cell(name, type).add(1)
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
