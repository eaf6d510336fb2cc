// in: a Job, new and old → out: all that is wrong with it. Never: its status.
import {
  type Dict,
  dns1123Label,
  domainPrefixedPath,
  type FieldError,
  invalid,
  type KubeObject,
  labelSelectorErrors,
  matchesLabels,
  notSupported,
  required,
  tooLong,
} from '@binnacle/meta'
import { shownSelector, shownLabels } from '../parts/shown-selector.ts'
import type { WriteContext } from '../kind.ts'
import { byteLength } from '../parts/bytes.ts'
import { wordIfAny } from '../parts/field-checks.ts'
import { internalValue } from '../parts/internal-value.ts'
import { immutable, nonNegative } from '../parts/number-checks.ts'
import {
  podTemplateOptions,
  pushPodTemplate,
  type TemplateOptions,
} from '../parts/pod-template-check.ts'
import { sameValue } from '../parts/same-value.ts'
import { checkTemplateLabels, selectorOf, immutableSelector } from '../parts/selector-check.ts'
import { checkFailurePolicy, checkSuccessPolicy } from './job-policy-check.ts'
import { checkTemplateChange } from './job-template-change.ts'

const managedByMax = 63
const indexedParallelismMax = 100_000
const failedIndexesMax = 100_000
const completionsSoftMax = 100_000
const highCompletionsMax = 10_000

function checkNumbers(errors: FieldError[], path: string, spec: Dict): void {
  for (const name of [
    'parallelism',
    'completions',
    'activeDeadlineSeconds',
    'backoffLimit',
    'ttlSecondsAfterFinished',
    'backoffLimitPerIndex',
  ]) {
    nonNegative(errors, `${path}.${name}`, spec[name])
  }
  if (spec.maxFailedIndexes !== undefined) {
    nonNegative(errors, `${path}.maxFailedIndexes`, spec.maxFailedIndexes)
    if (spec.backoffLimitPerIndex === undefined) {
      errors.push(required(`${path}.backoffLimitPerIndex`, 'when maxFailedIndexes is specified'))
    }
  }
  if (spec.managedBy === undefined) return
  errors.push(...domainPrefixedPath(`${path}.managedBy`, spec.managedBy))
  if (byteLength(spec.managedBy) > managedByMax) {
    errors.push(tooLong(`${path}.managedBy`, managedByMax))
  }
}

function checkHighCompletions(errors: FieldError[], path: string, spec: Dict): void {
  const { completions, maxFailedIndexes, parallelism } = spec
  if (completions === undefined || completions <= completionsSoftMax) return
  if (spec.backoffLimitPerIndex === undefined) return
  const tail = `must be less than or equal to ${highCompletionsMax} when completions are above ${completionsSoftMax} and used with backoff limit per index`
  if (maxFailedIndexes === undefined) {
    const text = `must be specified when completions is above ${completionsSoftMax}`
    errors.push(required(`${path}.maxFailedIndexes`, text))
  }
  if (parallelism > highCompletionsMax) {
    errors.push(invalid(`${path}.parallelism`, parallelism, tail))
  }
  if (maxFailedIndexes > highCompletionsMax) {
    errors.push(invalid(`${path}.maxFailedIndexes`, maxFailedIndexes, tail))
  }
}

function checkIndexed(errors: FieldError[], path: string, spec: Dict): void {
  const { completions, maxFailedIndexes, parallelism } = spec
  if (completions === undefined) {
    errors.push(required(`${path}.completions`, 'when completion mode is Indexed'))
  }
  if (parallelism > indexedParallelismMax) {
    const text = `must be less than or equal to ${indexedParallelismMax} when completion mode is Indexed`
    errors.push(invalid(`${path}.parallelism`, parallelism, text))
  }
  const at = `${path}.maxFailedIndexes`
  if (completions !== undefined && maxFailedIndexes > completions) {
    errors.push(invalid(at, maxFailedIndexes, 'must be less than or equal to completions'))
  }
  if (maxFailedIndexes > failedIndexesMax) {
    errors.push(invalid(at, maxFailedIndexes, `must be less than or equal to ${failedIndexesMax}`))
  }
  checkHighCompletions(errors, path, spec)
}

function checkMode(errors: FieldError[], path: string, spec: Dict): void {
  const mode: string | undefined = spec.completionMode
  wordIfAny(errors, `${path}.completionMode`, mode, ['NonIndexed', 'Indexed'])
  if (mode === 'Indexed') checkIndexed(errors, path, spec)
  if (mode !== undefined && mode !== 'NonIndexed') return
  for (const name of ['backoffLimitPerIndex', 'maxFailedIndexes']) {
    if (spec[name] === undefined) continue
    errors.push(invalid(`${path}.${name}`, spec[name], 'requires indexed completion mode'))
  }
}

function checkPolicies(errors: FieldError[], path: string, spec: Dict): void {
  if (spec.podFailurePolicy) checkFailurePolicy(errors, `${path}.podFailurePolicy`, spec)
  if (spec.successPolicy) {
    const at = `${path}.successPolicy`
    if (spec.completionMode === 'Indexed') checkSuccessPolicy(errors, at, spec)
    else {
      const shown = internalValue('SuccessPolicy', spec.successPolicy)
      errors.push(invalid(at, shown, 'requires indexed completion mode'))
    }
  }
  const words = spec.podFailurePolicy ? ['Failed'] : ['Failed', 'TerminatingOrFailed']
  wordIfAny(errors, `${path}.podReplacementPolicy`, spec.podReplacementPolicy, words)
}

/** Of a Job, and of the Jobs that a CronJob makes. */
export function pushJobSpec(
  errors: FieldError[],
  path: string,
  spec: Dict,
  options: TemplateOptions,
): void {
  checkNumbers(errors, path, spec)
  checkMode(errors, path, spec)
  checkPolicies(errors, path, spec)
  pushPodTemplate(errors, `${path}.template`, spec.template ?? {}, options)
  const policy: string = spec.template?.spec?.restartPolicy ?? ''
  const at = `${path}.template.spec.restartPolicy`
  if (policy === 'Always' || policy === '') {
    errors.push(required(at, 'valid values: "OnFailure", "Never"'))
  } else if (policy !== 'OnFailure' && policy !== 'Never') {
    errors.push(notSupported(at, policy, ['OnFailure', 'Never']))
  } else if (spec.podFailurePolicy && policy !== 'Never') {
    const text = 'only "Never" is supported when podFailurePolicy is specified'
    errors.push(invalid(at, policy, text))
  }
}

function checkSpec(
  errors: FieldError[],
  spec: Dict,
  options: TemplateOptions,
  was: Dict | undefined,
): void {
  pushJobSpec(errors, 'spec', spec, options)
  if (!spec.selector) errors.push(required('spec.selector'))
  else {
    const tolerant = labelSelectorErrors(was?.selector, '').length > 0
    const rules = { allowInvalidValues: tolerant }
    errors.push(...labelSelectorErrors(spec.selector, 'spec.selector', rules))
  }
  const selector = selectorOf(spec.selector)
  if (selector !== undefined) checkTemplateLabels(errors, 'spec.template', spec.template, selector)
}

/** Indexed pods are named after the job and their index. */
function checkPodNames(errors: FieldError[], object: KubeObject): void {
  const { completionMode, completions } = object.spec
  if (completionMode !== 'Indexed' || !(completions > 0)) return
  const name = object.metadata.name ?? ''
  const longest = `${name}-${completions - 1}`
  if (dns1123Label(longest).length === 0) return
  const text = `will not able to create pod with invalid DNS label: ${longest}`
  errors.push(invalid('metadata.name', name, text))
}

function checkLabel(errors: FieldError[], labels: Dict, key: string, value: string): void {
  const path = `spec.template.metadata.labels[${key}]`
  if (!Object.hasOwn(labels, key)) errors.push(required(path, `must be '${value}'`))
  else if (labels[key] !== value)
    errors.push(invalid(path, shownLabels(labels), `must be '${value}'`))
}

function checkGenerated(errors: FieldError[], object: KubeObject): void {
  const { spec } = object
  if (spec.manualSelector === true || !spec.selector) return
  const { name = '', uid = '' } = object.metadata
  const expected: Record<string, string> = {
    'controller-uid': uid,
    'job-name': name,
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
  }
  const labels: Dict = spec.template?.metadata?.labels ?? {}
  if (uid === '') errors.push(required('metadata.uid'))
  for (const [key, value] of Object.entries(expected)) checkLabel(errors, labels, key, value)
  const selector = selectorOf(spec.selector)
  if (selector !== undefined && !matchesLabels(selector, expected)) {
    errors.push(
      invalid('spec.selector', shownSelector(spec.selector), '`selector` not auto-generated'),
    )
  }
}

export function checkJob(object: KubeObject, context: WriteContext): FieldError[] {
  const errors: FieldError[] = []
  checkGenerated(errors, object)
  checkSpec(errors, object.spec, podTemplateOptions(context), undefined)
  checkPodNames(errors, object)
  return errors
}

function checkCompletions(errors: FieldError[], spec: Dict, was: Dict): void {
  const { completions } = spec
  if (spec.completionMode !== 'Indexed') {
    immutable(errors, 'spec.completions', completions, was.completions)
  } else if (!sameValue(completions, was.completions) && completions !== undefined) {
    if (completions === spec.parallelism) return
    const text = 'can only be modified in tandem with spec.parallelism'
    errors.push(invalid('spec.completions', completions, text))
  }
}

export function checkJobChange(
  object: KubeObject,
  was: KubeObject,
  context: WriteContext,
): FieldError[] {
  const errors: FieldError[] = []
  const { spec } = object
  const old: Dict = was.spec
  checkSpec(errors, spec, podTemplateOptions(context, old.template), old)
  checkCompletions(errors, spec, old)
  immutableSelector(errors, spec.selector, old.selector)
  checkTemplateChange(errors, spec, was)
  immutable(errors, 'spec.completionMode', spec.completionMode, old.completionMode)
  const shownAs = (type: string, value: Dict | undefined) => value && internalValue(type, value)
  const failure = shownAs('PodFailurePolicy', spec.podFailurePolicy)
  immutable(errors, 'spec.podFailurePolicy', spec.podFailurePolicy, old.podFailurePolicy, failure)
  const perIndex = spec.backoffLimitPerIndex
  immutable(errors, 'spec.backoffLimitPerIndex', perIndex, old.backoffLimitPerIndex)
  immutable(errors, 'spec.managedBy', spec.managedBy, old.managedBy)
  const success = shownAs('SuccessPolicy', spec.successPolicy)
  immutable(errors, 'spec.successPolicy', spec.successPolicy, old.successPolicy, success)
  checkPodNames(errors, object)
  return errors
}
