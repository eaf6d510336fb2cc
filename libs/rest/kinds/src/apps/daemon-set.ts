// in: nothing → out: what the API says of a DaemonSet beyond the catalogue.
import { badRequest, type Dict, goQuote, type KubeObject } from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import { ageColumn, countColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { dropGatedFields } from '../parts/drop-gated-fields.ts'
import { countGeneration, keepSpec, keepStatus } from '../parts/keep-parts.ts'
import { podTemplateDefaults } from '../parts/pod-spec-defaults.ts'
import { templateWarnings } from '../parts/pod-warnings.ts'
import { sameValue } from '../parts/same-value.ts'
import { showLabels } from '../parts/show-selector.ts'
import { selectorColumn, templateColumns } from '../parts/workload-columns.ts'
import { checkDaemonSet, checkDaemonSetChange, checkDaemonSetStatus } from './daemon-set-check.ts'

const generationKey = 'deprecated.daemonset.template.generation'

function defaults(object: KubeObject): void {
  object.spec ??= {}
  const spec = object.spec
  spec.updateStrategy ??= {}
  const strategy = spec.updateStrategy
  strategy.type ||= 'RollingUpdate'
  if (strategy.type === 'RollingUpdate') {
    strategy.rollingUpdate ??= {}
    strategy.rollingUpdate.maxUnavailable ??= 1
    strategy.rollingUpdate.maxSurge ??= 0
  }
  spec.revisionHistoryLimit ??= 10
  podTemplateDefaults(spec.template)
  if (!Object.hasOwn(object.metadata.annotations ?? {}, generationKey)) {
    setTemplateGeneration(object, 0)
  }
  templateGeneration(object)
}

/** Once a field, the count of the template's changes lives in an annotation that is always written. */
function templateGeneration(object: KubeObject): number {
  const annotations = (object.metadata.annotations ?? {}) as Dict
  if (!Object.hasOwn(annotations, generationKey)) return 0
  const text = annotations[generationKey] as string
  if (!/^[-+]?\d+$/.test(text)) {
    const fault = `strconv.ParseInt: parsing ${goQuote(text)}: invalid syntax`
    throw badRequest(`DaemonSet in version "v1" cannot be handled as a DaemonSet: ${fault}`)
  }
  return Number(text)
}

function setTemplateGeneration(object: KubeObject, generation: number): void {
  object.metadata.annotations ??= {}
  object.metadata.annotations[generationKey] = String(generation)
}

/** To upstream's own type the count is a field, so rows do not show it. */
function rowObject(object: KubeObject): KubeObject {
  const { [generationKey]: _, ...annotations } = object.metadata.annotations ?? {}
  const { annotations: __, ...metadata } = object.metadata
  const shown = Object.keys(annotations).length > 0 ? { ...metadata, annotations } : metadata
  return { ...object, metadata: shown }
}

function status(name: string): (object: KubeObject) => number {
  return (object) => object.status?.[name] ?? 0
}

export const daemonSet = defineKind('apps', 'daemonsets', {
  unset: { metadata: { annotations: { 'deprecated.daemonset.template.generation': '0' } } },
  defaults,
  hasGeneration: true,
  prepare: (object) => {
    object.status = {
      currentNumberScheduled: 0,
      numberMisscheduled: 0,
      desiredNumberScheduled: 0,
      numberReady: 0,
    }
    object.metadata.generation = 1
    setTemplateGeneration(object, Math.max(templateGeneration(object), 1))
    dropGatedFields(object.spec.template)
  },
  prepareChange: (object, was) => {
    dropGatedFields(object.spec.template)
    keepStatus(object, was)
    const generation = templateGeneration(was)
    if (!sameValue(object.spec.template, was.spec.template)) {
      setTemplateGeneration(object, generation + 1)
      countGeneration(object, was)
      return
    }
    setTemplateGeneration(object, generation)
    if (!sameValue(object.spec, was.spec)) countGeneration(object, was)
  },
  check: checkDaemonSet,
  checkChange: checkDaemonSetChange,
  warn: (object, was) => {
    if (was !== undefined && templateGeneration(object) === templateGeneration(was)) return []
    return templateWarnings('spec.template', object.spec.template)
  },
  rowObject,
  columns: [
    nameColumn,
    countColumn(
      'Desired',
      'The total number of nodes that should be running the daemon pod (including nodes correctly running the daemon pod). More info: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/',
      status('desiredNumberScheduled'),
    ),
    countColumn(
      'Current',
      'The number of nodes that are running at least 1 daemon pod and are supposed to run the daemon pod. More info: https://kubernetes.io/docs/concepts/workloads/controllers/daemonset/',
      status('currentNumberScheduled'),
    ),
    countColumn(
      'Ready',
      'numberReady is the number of nodes that should be running the daemon pod and have one or more of the daemon pod running with a Ready Condition.',
      status('numberReady'),
    ),
    countColumn(
      'Up-to-date',
      'The total number of nodes that are running updated daemon pod',
      status('updatedNumberScheduled'),
    ),
    countColumn(
      'Available',
      'The number of nodes that should be running the daemon pod and have one or more of the daemon pod running and available (ready for at least spec.minReadySeconds)',
      status('numberAvailable'),
    ),
    textColumn(
      'Node Selector',
      "NodeSelector is a selector which must be true for the pod to fit on a node. Selector which must match a node's labels for the pod to be scheduled on that node. More info: https://kubernetes.io/docs/concepts/configuration/assign-pod-node/",
      (object) => showLabels(object.spec?.template?.spec?.nodeSelector),
    ),
    ageColumn,
    ...templateColumns((object) => object.spec?.template?.spec?.containers),
    selectorColumn(
      "A label query over pods that are managed by the daemon set. Must match in order to be controlled. It must match the pod template's labels. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors",
      (object) => object.spec?.selector,
    ),
  ],
  resetFields: { '': [['status']], status: [['spec']] },
  subresources: {
    status: {
      writes: 'part',
      prepareChange: (object, was) => {
        keepSpec(object, was)
        setTemplateGeneration(object, templateGeneration(was))
      },
      checkChange: checkDaemonSetStatus,
    },
  },
})
