// in: label keys of nodes → out: texts about those that went out of use.
import { type Dict, labelValue } from '@binnacle/meta'
import { listOf } from './field-checks.ts'

const old: ReadonlyMap<string, string> = new Map([
  ['beta.kubernetes.io/arch', 'deprecated since v1.14; use "kubernetes.io/arch" instead'],
  ['beta.kubernetes.io/os', 'deprecated since v1.14; use "kubernetes.io/os" instead'],
  [
    'failure-domain.beta.kubernetes.io/region',
    'deprecated since v1.17; use "topology.kubernetes.io/region" instead',
  ],
  [
    'failure-domain.beta.kubernetes.io/zone',
    'deprecated since v1.17; use "topology.kubernetes.io/zone" instead',
  ],
  [
    'beta.kubernetes.io/instance-type',
    'deprecated since v1.17; use "node.kubernetes.io/instance-type" instead',
  ],
  ['app.kubernetes.io/created-by', 'deprecated since v1.9'],
  [
    'scheduler.alpha.kubernetes.io/preferAvoidPods',
    'deprecated since v1.22; use Taints and Tolerations instead',
  ],
  ['node-role.kubernetes.io/master', 'use "node-role.kubernetes.io/control-plane" instead'],
])

export function oldNodeLabel(key: string): string | undefined {
  return old.get(key)
}

/** `values`: also tell of values that no label can have. */
export function nodeTermWarnings(path: string, term: Dict | undefined, values: boolean): string[] {
  const warnings: string[] = []
  for (const [i, rule] of listOf(term?.matchExpressions).entries()) {
    const at = `${path}.matchExpressions[${i}]`
    const text = oldNodeLabel(rule.key ?? '')
    if (text !== undefined) warnings.push(`${at}.key: ${rule.key} is ${text}`)
    if (!values) continue
    for (const [j, value] of ((rule.values ?? []) as string[]).entries()) {
      for (const fault of labelValue(value)) {
        warnings.push(`${at}.values[${j}]: ${value} is invalid, ${fault}`)
      }
    }
  }
  return warnings
}
