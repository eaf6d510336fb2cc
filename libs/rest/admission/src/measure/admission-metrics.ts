// in: nothing → out: what admission counts, under upstream's names. One set for the process.
import { type Cell, counterTally, histogramTally, type Tally } from '@binnacle/telemetry'

const durations = [0.005, 0.025, 0.1, 0.5, 1, 2.5]
const expressions = [0.0000005, 0.001, 0.01, 0.1, 1]
const about = 'Admission '
const check = ['policy', 'policy_binding', 'error_type', 'enforcement_action']

function histogram(name: string, help: string, labels: string[], buckets = durations): Tally {
  return histogramTally({ name: `apiserver_${name}`, help: about + help, labels }, buckets)
}

function counter(name: string, help: string, labels: string[]): Tally {
  return counterTally({ name: `apiserver_${name}`, help: about + help, labels })
}

const step = ['type', 'operation', 'rejected']
const conditions = ['name', 'kind', 'type', 'operation']

const tallies = {
  step: histogram('admission_step_admission_duration_seconds', 'time by step.', step),
  controller: histogram('admission_controller_admission_duration_seconds', 'time by plugin.', [
    'name',
    ...step,
  ]),
  webhook: histogram(
    'admission_webhook_admission_duration_seconds',
    'time by webhook.',
    ['name', ...step],
    [...durations, 10, 25],
  ),
  requests: counter('admission_webhook_request_total', 'calls of webhooks.', [
    'name',
    'type',
    'operation',
    'code',
    'rejected',
  ]),
  rejections: counter('admission_webhook_rejection_count', 'rejections by webhook.', [
    'name',
    'type',
    'operation',
    'error_type',
    'rejection_code',
  ]),
  failedOpen: counter('admission_webhook_fail_open_count', 'webhooks that failed and may.', [
    'name',
    'type',
  ]),
  conditionSeconds: histogram(
    'admission_match_condition_evaluation_seconds',
    'time of match conditions.',
    conditions,
    [0.001, 0.005, 0.01, 0.025, 0.1, 0.2, 0.25],
  ),
  conditionErrors: counter(
    'admission_match_condition_evaluation_errors_total',
    'match conditions that failed.',
    conditions,
  ),
  conditionExclusions: counter(
    'admission_match_condition_exclusions_total',
    'writes that match conditions left out.',
    conditions,
  ),
  policyChecks: counter('validating_admission_policy_check_total', 'checks by policy.', check),
  policySeconds: histogram(
    'validating_admission_policy_check_duration_seconds',
    'time of checks by policy.',
    check,
    expressions,
  ),
} as const

export const admissionMetrics = tallies

export function renderAdmissionMetrics(): string {
  return Object.values(tallies)
    .map((tally) => tally.render())
    .join('')
}

export interface StepCells {
  readonly passed: Cell
  readonly rejected: Cell
}

export function cellsOf(tally: Tally, ...labels: string[]): StepCells {
  return { passed: tally.cell(...labels, 'false'), rejected: tally.cell(...labels, 'true') }
}
