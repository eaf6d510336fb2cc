// in: the spec of a Job → out: texts about what will not go well. Never: refusals.
import type { Dict } from '@binnacle/meta'
import { templateWarnings } from '../parts/pod-warnings.ts'

const completionsSoftMax = 100_000
const parallelismSoftMax = 10_000

export function jobSpecWarnings(path: string, spec: Dict): string[] {
  const warnings: string[] = []
  if (
    spec.completionMode === 'Indexed' &&
    (spec.completions ?? 0) > completionsSoftMax &&
    (spec.parallelism ?? 0) > parallelismSoftMax
  ) {
    warnings.push(
      `${path}: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail`,
    )
  }
  return [...warnings, ...templateWarnings(`${path}.template`, spec.template)]
}
