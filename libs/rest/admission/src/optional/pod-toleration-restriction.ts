// in: a pod → out: it with the tolerations of its namespace; the refusal of those not allowed there.
import { jsonSyntaxError } from '@binnacle/codec'
import { podQos } from '@binnacle/kinds'
import { type Dict, type KubeObject, notFoundError, unknownError } from '@binnacle/meta'
import { namespaceOf } from '../matching/selectors-match.ts'
import { isOf } from '../of-resource.ts'
import { configurationOf } from '../plugin-configuration.ts'
import type { AdmissionStep, Admitted } from '../step.ts'
import { covers, mergeTolerations } from './toleration-sets.ts'

const defaultsKey = 'scheduler.alpha.kubernetes.io/defaultTolerations'
const allowedKey = 'scheduler.alpha.kubernetes.io/tolerationsWhitelist'
const kinds = [
  { apiVersion: 'podtolerationrestriction.admission.k8s.io/v1alpha1', kind: 'Configuration' },
]
const underPressure = {
  key: 'node.kubernetes.io/memory-pressure',
  operator: 'Exists',
  effect: 'NoSchedule',
}

/** undefined: the namespace says nothing. */
async function saidBy(write: Admitted, key: string): Promise<Dict[] | undefined> {
  const namespace = await namespaceOf(write, write.namespace)
  if (namespace === undefined) {
    throw notFoundError({ group: '', resource: 'namespaces' }, write.namespace)
  }
  const text = namespace.metadata.annotations?.[key]
  if (text === undefined) return undefined
  if (text === '') return []
  try {
    return JSON.parse(text)
  } catch {
    throw unknownError(jsonSyntaxError(text))
  }
}

async function check(write: Admitted, pod: KubeObject, everywhere: Dict[]): Promise<void> {
  const tolerations: Dict[] = pod.spec?.tolerations ?? []
  if (tolerations.length === 0) return
  const own = await saidBy(write, allowedKey)
  const allowed = own ?? everywhere
  if (allowed.length === 0) return
  if (tolerations.every((one) => allowed.some((wide) => covers(wide, one)))) return
  const scope = own === undefined ? 'cluster' : 'namespace'
  throw unknownError(
    `pod tolerations (possibly merged with namespace default tolerations) conflict with its ${scope} whitelist`,
  )
}

export function podTolerationRestriction(configuration?: unknown): AdmissionStep {
  const said = configuration === undefined ? {} : configurationOf(configuration, kinds)
  const usual: Dict[] = said.default ?? []
  const everywhere: Dict[] = said.whitelist ?? []
  return {
    name: 'PodTolerationRestriction',
    handles: ['CREATE', 'UPDATE'],
    async mutate(write) {
      const pod = write.object
      if (!isOf(write, 'pods') || pod === undefined) return
      const extra: Dict[] = []
      if (write.operation === 'CREATE') extra.push(...((await saidBy(write, defaultsKey)) ?? usual))
      const qos = pod.status?.qosClass || podQos(pod.spec)
      if (qos !== 'BestEffort') extra.push(underPressure)
      if (extra.length > 0) {
        pod.spec.tolerations = mergeTolerations(pod.spec.tolerations ?? [], extra)
      }
      await check(write, pod, everywhere)
    },
    async validate(write) {
      if (!isOf(write, 'pods') || write.object === undefined) return
      await check(write, write.object, everywhere)
    },
  }
}
