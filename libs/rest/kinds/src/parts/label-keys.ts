// in: a new pod → out: its affinity and spread selectors narrowed by the labels that it names. Never: templates.
import type { Dict } from '@binnacle/meta'

function narrow(selector: Dict, keys: string[] | undefined, operator: string, labels: Dict): void {
  for (const key of keys ?? []) {
    if (!Object.hasOwn(labels, key)) continue
    selector.matchExpressions ??= []
    selector.matchExpressions.push({ key, operator, values: [labels[key]] })
  }
}

function narrowTerm(term: Dict | undefined, labels: Dict): void {
  if (!term?.labelSelector) return
  narrow(term.labelSelector, term.matchLabelKeys, 'In', labels)
  narrow(term.labelSelector, term.mismatchLabelKeys, 'NotIn', labels)
}

export function applyLabelKeys(pod: Dict): void {
  const labels: Dict = pod.metadata?.labels ?? {}
  for (const affinity of [pod.spec.affinity?.podAffinity, pod.spec.affinity?.podAntiAffinity]) {
    if (!affinity) continue
    for (const weighted of affinity.preferredDuringSchedulingIgnoredDuringExecution ?? []) {
      narrowTerm(weighted.podAffinityTerm, labels)
    }
    for (const term of affinity.requiredDuringSchedulingIgnoredDuringExecution ?? []) {
      narrowTerm(term, labels)
    }
  }
  for (const constraint of pod.spec.topologySpreadConstraints ?? []) {
    if (constraint.labelSelector)
      narrow(constraint.labelSelector, constraint.matchLabelKeys, 'In', labels)
  }
}
