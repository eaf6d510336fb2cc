// in: a pod → out: it with the node selector of its namespace; the refusal of one that conflicts.
import { type Dict, forbiddenError, type KubeObject, notFoundError } from '@binnacle/meta'
import { namespaceOf } from '../matching/selectors-match.ts'
import { isOf } from '../of-resource.ts'
import type { AdmissionStep, Admitted } from '../step.ts'

const annotation = 'scheduler.alpha.kubernetes.io/node-selector'
const clusterDefault = 'clusterDefaultNodeSelector'

/** `env=test,os=linux`. */
function readLabels(text: string | undefined): Map<string, string> {
  const labels = new Map<string, string>()
  for (const part of (text ?? '').split(',')) {
    if (part.trim() === '') continue
    const [key = '', value] = part.split('=')
    if (value === undefined) throw new Error(`invalid selector: ${text}`)
    labels.set(key.trim(), value.trim())
  }
  return labels
}

async function check(write: Admitted, selectors: Dict): Promise<Map<string, string>> {
  const pod = write.object as KubeObject
  const refuse = (text: string) => forbiddenError(write.def, pod.metadata.name ?? '', text)
  const namespace = await namespaceOf(write, write.namespace)
  if (namespace === undefined) {
    throw notFoundError({ group: '', resource: 'namespaces' }, write.namespace)
  }
  const own = namespace.metadata.annotations?.[annotation]
  const wanted = readLabels(own ?? selectors[clusterDefault])
  const asked: Readonly<Record<string, string>> = pod.spec.nodeSelector ?? {}
  for (const [key, value] of wanted) {
    if (Object.hasOwn(asked, key) && asked[key] !== value) {
      throw refuse('pod node label selector conflicts with its namespace node label selector')
    }
  }
  return wanted
}

function checkAllowed(write: Admitted, selectors: Dict): void {
  const pod = write.object as KubeObject
  const allowed = readLabels(selectors[write.namespace])
  if (allowed.size === 0) return
  for (const [key, value] of Object.entries(pod.spec.nodeSelector ?? {})) {
    if (allowed.get(key) === value) continue
    const text = 'pod node label selector labels conflict with its namespace whitelist'
    throw forbiddenError(write.def, pod.metadata.name ?? '', text)
  }
}

export function podNodeSelector(configuration: unknown): AdmissionStep {
  const selectors: Dict = (configuration as Dict)?.podNodeSelectorPluginConfig ?? {}
  return {
    name: 'PodNodeSelector',
    handles: ['CREATE'],
    async mutate(write) {
      const pod = write.object
      if (!isOf(write, 'pods') || pod === undefined) return
      const wanted = await check(write, selectors)
      const merged = [...wanted, ...Object.entries<string>(pod.spec.nodeSelector ?? {})]
      if (merged.length > 0) pod.spec.nodeSelector = Object.fromEntries(merged)
      checkAllowed(write, selectors)
    },
    async validate(write) {
      if (!isOf(write, 'pods') || write.object === undefined) return
      await check(write, selectors)
      checkAllowed(write, selectors)
    },
  }
}
