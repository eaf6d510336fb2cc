// in: the template of pods → out: all that is wrong with it. Never: whether it fits its owner's selector.
import {
  annotationsErrors,
  type Dict,
  type FieldError,
  forbidden,
  labelsErrors,
} from '@binnacle/meta'
import type { WriteContext } from '../kind.ts'
import { listOf } from './field-checks.ts'
import { checkPodAnnotations, checkProfilesAgree } from './pod-annotations-check.ts'
import { type PodOptions, podOptions } from './pod-options.ts'
import { checkPodSpec } from './pod-spec-check.ts'

export interface TemplateOptions extends PodOptions {
  readonly annotationsWere: Dict | undefined
}

/** `was`: the template before an update. */
export function podTemplateOptions(context: WriteContext, was?: Dict): TemplateOptions {
  return {
    ...podOptions(context, false, was?.spec),
    annotationsWere: was?.metadata?.annotations,
  }
}

export function pushPodTemplate(
  errors: FieldError[],
  path: string,
  template: Dict,
  options: TemplateOptions,
): void {
  const { labels, annotations } = template.metadata ?? {}
  const spec: Dict = template.spec ?? {}
  if (labels) errors.push(...labelsErrors(labels, `${path}.labels`))
  if (annotations) {
    errors.push(...annotationsErrors(annotations, `${path}.annotations`))
    const at = `${path}.annotations`
    checkPodAnnotations(errors, at, annotations, spec, options.annotationsWere)
  }
  checkPodSpec(errors, `${path}.spec`, spec, options)
  checkProfilesAgree(errors, `${path}.spec`, annotations, spec)
  if (listOf(spec.ephemeralContainers).length > 0) {
    const text = 'ephemeral containers not allowed in pod template'
    errors.push(forbidden(`${path}.spec.ephemeralContainers`, text))
  }
}

export function checkPodTemplate(
  path: string,
  template: Dict | undefined,
  options: TemplateOptions,
): FieldError[] {
  const errors: FieldError[] = []
  pushPodTemplate(errors, path, template ?? {}, options)
  return errors
}
