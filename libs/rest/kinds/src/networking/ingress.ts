// in: nothing → out: what the API says of an Ingress beyond the catalogue.
import { goQuote, type KubeObject } from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import { ageColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { listOf } from '../parts/field-checks.ts'
import { ipWarnings } from '../parts/ip-checks.ts'
import { keepSpec, keepStatus } from '../parts/keep-parts.ts'
import { balancerAddresses } from '../parts/load-balancer.ts'
import { countWhenChanged, startGeneration } from '../parts/spec-generation.ts'
import {
  checkIngress,
  checkIngressChange,
  checkIngressStatus,
  classAnnotation,
} from './ingress-check.ts'

const shownMax = 3

function hosts(object: KubeObject): string {
  const rules = listOf(object.spec?.rules)
  const list: string[] = []
  let more = false
  for (const rule of rules) {
    if (list.length === shownMax) more = true
    if (!more && rule.host) list.push(rule.host)
  }
  if (list.length === 0) return '*'
  return more ? `${list.join(',')} + ${rules.length - shownMax} more...` : list.join(',')
}

function warn(object: KubeObject, was: KubeObject | undefined): string[] {
  const annotations = object.metadata.annotations ?? {}
  if (was !== undefined || !Object.hasOwn(annotations, classAnnotation)) return []
  if (object.spec?.ingressClassName !== undefined) return []
  return [
    `annotation ${goQuote(classAnnotation)} is deprecated, please use 'spec.ingressClassName' instead`,
  ]
}

function warnStatus(object: KubeObject): string[] {
  return listOf(object.status?.loadBalancer?.ingress).flatMap(({ ip }, index) =>
    ip ? ipWarnings(`status.loadBalancer.ingress[${index}]`, ip) : [],
  )
}

export const ingress = defineKind('networking.k8s.io', 'ingresses', {
  hasGeneration: true,
  prepare: (object) => {
    object.status = { loadBalancer: {} }
    startGeneration(object)
  },
  prepareChange: (object, was) => {
    keepStatus(object, was)
    countWhenChanged(object, was)
  },
  check: checkIngress,
  checkChange: checkIngressChange,
  warn,
  columns: [
    nameColumn,
    textColumn(
      'Class',
      'The name of the IngressClass resource that should be used for additional configuration',
      (object) => object.spec?.ingressClassName ?? '<none>',
    ),
    textColumn(
      'Hosts',
      'Hosts that incoming requests are matched against before the ingress rule',
      hosts,
    ),
    textColumn(
      'Address',
      'Address is a list containing ingress points for the load-balancer',
      (object) => balancerAddresses(object.status?.loadBalancer).join(','),
    ),
    textColumn('Ports', 'Ports of TLS configurations that open', (object) =>
      listOf(object.spec?.tls).length > 0 ? '80, 443' : '80',
    ),
    ageColumn,
  ],
  resetFields: { '': [['status']], status: [['spec']] },
  subresources: {
    status: {
      writes: 'part',
      prepareChange: keepSpec,
      checkChange: checkIngressStatus,
      warn: warnStatus,
    },
  },
})
