// in: a StatefulSet, new and old → out: all that is wrong with it.
import {
  annotationsErrors,
  type Dict,
  type FieldError,
  invalid,
  type KubeObject,
  labelsErrors,
  type LabelSelector,
  notSupported,
  required,
} from '@binnacle/meta'
import { shownSelector } from '../parts/shown-selector.ts'
import type { WriteContext } from '../kind.ts'
import { checkClaimSpec } from '../parts/claim-spec-check.ts'
import { labelErrors, listOf } from '../parts/field-checks.ts'
import { atMostAll, checkIntOrPercent, intOrPercentValue } from '../parts/int-or-percent.ts'
import { internalList, internalValue } from '../parts/internal-value.ts'
import { checkAlwaysRestarted } from '../parts/long-running-check.ts'
import { immutable, nonNegative } from '../parts/number-checks.ts'
import { checkPodAnnotations } from '../parts/pod-annotations-check.ts'
import {
  podTemplateOptions,
  pushPodTemplate,
  type TemplateOptions,
} from '../parts/pod-template-check.ts'
import { checkCollisions, checkCounts, checkParts } from '../parts/replica-status-check.ts'
import {
  checkSelector,
  checkTemplateLabels,
  selectorOf,
  immutableSelector,
} from '../parts/selector-check.ts'

interface Rules {
  readonly options: TemplateOptions
  /** What was stored before these rules may stay. */
  readonly isChange: boolean
  readonly skipTemplate: boolean
}

function checkPolicy(errors: FieldError[], spec: Dict): void {
  const policy = spec.podManagementPolicy
  if (!policy) errors.push(required('spec.podManagementPolicy'))
  else if (policy !== 'OrderedReady' && policy !== 'Parallel') {
    const text = "must be 'OrderedReady' or 'Parallel'"
    errors.push(invalid('spec.podManagementPolicy', policy, text))
  }
}

function checkRolling(errors: FieldError[], path: string, rolling: Dict): void {
  nonNegative(errors, `${path}.partition`, rolling.partition)
  const max = rolling.maxUnavailable
  if (max === undefined) return
  checkIntOrPercent(errors, `${path}.maxUnavailable`, max)
  if (intOrPercentValue(max) === 0) {
    errors.push(invalid(`${path}.maxUnavailable`, max, 'cannot be 0'))
  }
  atMostAll(errors, `${path}.maxUnavailable`, max)
}

function checkStrategy(errors: FieldError[], spec: Dict): void {
  const path = 'spec.updateStrategy'
  const strategy: Dict = spec.updateStrategy ?? {}
  const rolling: Dict | undefined = strategy.rollingUpdate
  if (!strategy.type) errors.push(required(path))
  else if (strategy.type === 'RollingUpdate') {
    if (rolling) checkRolling(errors, `${path}.rollingUpdate`, rolling)
  } else if (strategy.type === 'OnDelete') {
    if (!rolling) return
    const shown = internalValue('RollingUpdateStatefulSetStrategy', rolling)
    const text = "only allowed for updateStrategy 'RollingUpdate'"
    errors.push(invalid(`${path}.rollingUpdate`, shown, text))
  } else {
    const shown = internalValue('StatefulSetUpdateStrategy', strategy)
    errors.push(invalid(path, shown, "must be 'RollingUpdate' or 'OnDelete'"))
  }
}

function checkRetention(errors: FieldError[], spec: Dict): void {
  const path = 'spec.persistentVolumeClaimRetentionPolicy'
  const policy: Dict = spec.persistentVolumeClaimRetentionPolicy ?? {}
  for (const name of ['whenDeleted', 'whenScaled']) {
    const word = policy[name] ?? ''
    if (word === 'Retain' || word === 'Delete') continue
    errors.push(notSupported(`${path}.${name}`, word, ['Retain', 'Delete']))
  }
}

/** Each claim of the set gives its pods a volume of that name. */
function withClaims(spec: Dict): Dict {
  const template: Dict = spec.template ?? {}
  const claims = listOf(spec.volumeClaimTemplates)
  const podSpec: Dict = { ...template.spec }
  delete podSpec.subdomain
  delete podSpec.hostname
  if (claims.length > 0) {
    const volumes = new Map<string, Dict>()
    for (const claim of claims) {
      const name: string = claim.metadata?.name ?? ''
      volumes.set(name, { name, persistentVolumeClaim: { claimName: name } })
    }
    const others = listOf(podSpec.volumes).filter((volume) => !volumes.has(volume.name ?? ''))
    podSpec.volumes = [...volumes.values(), ...others]
  }
  return { ...template, spec: podSpec }
}

function checkTemplate(
  errors: FieldError[],
  spec: Dict,
  selector: LabelSelector,
  rules: Rules,
): void {
  const path = 'spec.template'
  const template = withClaims(spec)
  checkTemplateLabels(errors, path, template, selector)
  if (!rules.skipTemplate) pushPodTemplate(errors, path, template, rules.options)
  // Upstream looks at these twice.
  const { labels, annotations } = template.metadata ?? {}
  errors.push(...labelsErrors(labels, `${path}.labels`))
  errors.push(...annotationsErrors(annotations, `${path}.annotations`))
  const at = `${path}.annotations`
  checkPodAnnotations(errors, at, annotations, template.spec, rules.options.annotationsWere)
}

function pushSpec(errors: FieldError[], spec: Dict, rules: Rules): void {
  checkPolicy(errors, spec)
  checkStrategy(errors, spec)
  checkRetention(errors, spec)
  if (!rules.isChange) {
    for (const [i, claim] of listOf(spec.volumeClaimTemplates).entries()) {
      checkClaimSpec(errors, `spec.volumeClaimTemplates[${i}].spec`, claim.spec ?? {})
    }
  }
  nonNegative(errors, 'spec.replicas', spec.replicas)
  nonNegative(errors, 'spec.minReadySeconds', spec.minReadySeconds)
  if (spec.ordinals) nonNegative(errors, 'spec.ordinals.start', spec.ordinals.start)
  if (!rules.isChange && spec.serviceName) {
    labelErrors(errors, 'spec.serviceName', spec.serviceName)
  }
  if (!spec.selector) errors.push(required('spec.selector'))
  else checkSelector(errors, 'spec.selector', spec.selector, 'statefulset')
  const selector = selectorOf(spec.selector)
  if (selector === undefined)
    errors.push(invalid('spec.selector', shownSelector(spec.selector), ''))
  else checkTemplate(errors, spec, selector, rules)
  checkAlwaysRestarted(errors, 'spec.template', spec.template ?? {}, 'StatefulSet')
}

export function checkStatefulSet(object: KubeObject, context: WriteContext): FieldError[] {
  const errors: FieldError[] = []
  const options = podTemplateOptions(context)
  pushSpec(errors, object.spec, { options, isChange: false, skipTemplate: false })
  return errors
}

export function checkStatefulSetChange(
  object: KubeObject,
  was: KubeObject,
  context: WriteContext,
): FieldError[] {
  const options = podTemplateOptions(context, was.spec.template)
  const before: FieldError[] = []
  pushSpec(before, was.spec, { options, isChange: true, skipTemplate: false })
  const errors: FieldError[] = []
  const { spec } = object
  pushSpec(errors, spec, { options, isChange: true, skipTemplate: before.length > 0 })
  immutableSelector(errors, spec.selector, was.spec.selector)
  const claims = spec.volumeClaimTemplates
  const shown = () => internalList('PersistentVolumeClaim', claims)
  const claimsPath = 'spec.volumeClaimTemplates'
  const more: FieldError[] = []
  immutable(more, claimsPath, claims, was.spec.volumeClaimTemplates, null)
  if (more.length > 0) errors.push(invalid(claimsPath, shown(), 'field is immutable'))
  const name = spec.serviceName ?? ''
  immutable(errors, 'spec.serviceName', name, was.spec.serviceName ?? '')
  const policy = spec.podManagementPolicy
  immutable(errors, 'spec.podManagementPolicy', policy, was.spec.podManagementPolicy)
  return errors
}

export function checkStatefulSetStatus(object: KubeObject, was: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const status: Dict = object.status ?? {}
  checkCounts(errors, status, [
    'replicas',
    'readyReplicas',
    'currentReplicas',
    'updatedReplicas',
    'availableReplicas',
    'observedGeneration',
    'collisionCount',
  ])
  const parts = ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas']
  checkParts(errors, status, parts, 'status.readyReplicas')
  checkCollisions(errors, status, was.status)
  return errors
}
