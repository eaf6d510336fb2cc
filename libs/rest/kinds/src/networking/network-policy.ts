// in: nothing → out: what the API says of a NetworkPolicy beyond the catalogue.
import type { KubeObject } from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import { ageColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { listOf } from '../parts/field-checks.ts'
import { cidrWarnings } from '../parts/ip-checks.ts'
import { showSelector } from '../parts/show-selector.ts'
import { countWhenChanged, startGeneration } from '../parts/spec-generation.ts'
import { checkNetworkPolicy } from './network-policy-check.ts'

function defaults(object: KubeObject): void {
  const { spec } = object
  if (!spec) return
  for (const rule of [...listOf(spec.ingress), ...listOf(spec.egress)]) {
    for (const port of listOf(rule.ports)) port.protocol ??= 'TCP'
  }
  if (listOf(spec.policyTypes).length > 0) return
  spec.policyTypes = listOf(spec.egress).length > 0 ? ['Ingress', 'Egress'] : ['Ingress']
}

function warn(object: KubeObject): string[] {
  const warnings: string[] = []
  for (const [list, peers] of [
    ['ingress', 'from'],
    ['egress', 'to'],
  ] as const) {
    for (const [i, rule] of listOf(object.spec?.[list]).entries()) {
      for (const [j, peer] of listOf(rule[peers]).entries()) {
        if (!peer.ipBlock) continue
        const path = `spec.${list}[${i}].${peers}[${j}].ipBlock`
        warnings.push(...cidrWarnings(`${path}.cidr`, peer.ipBlock.cidr ?? ''))
        const except = (peer.ipBlock.except ?? []) as string[]
        except.forEach((cidr, k) => warnings.push(...cidrWarnings(`${path}.except[${k}]`, cidr)))
      }
    }
  }
  return warnings
}

export const networkPolicy = defineKind('networking.k8s.io', 'networkpolicies', {
  defaults,
  hasGeneration: true,
  prepare: startGeneration,
  prepareChange: (object, was) => countWhenChanged(object, was),
  check: (object) => checkNetworkPolicy(object, undefined),
  checkChange: checkNetworkPolicy,
  warn,
  columns: [
    nameColumn,
    textColumn(
      'Pod-Selector',
      "podSelector selects the pods to which this NetworkPolicy object applies. The array of rules is applied to any pods selected by this field. An empty selector matches all pods in the policy's namespace. Multiple network policies can select the same set of pods. In this case, the ingress rules for each are combined additively. This field is optional. If it is not specified, it defaults to an empty selector.",
      (object) => showSelector(object.spec?.podSelector),
    ),
    ageColumn,
  ],
})
