// in: the template of pods that are always restarted → out: what is wrong with it for that.
import {
  type Dict,
  type FieldError,
  forbidden,
  type LabelSelector,
  notSupported,
} from '@binnacle/meta'
import { pushPodTemplate, type TemplateOptions } from './pod-template-check.ts'
import { checkTemplateLabels } from './selector-check.ts'

/** `owner` stands in one of the texts. */
export function checkAlwaysRestarted(
  errors: FieldError[],
  path: string,
  template: Dict,
  owner: string,
): void {
  const spec: Dict = template.spec ?? {}
  if (spec.restartPolicy !== 'Always') {
    errors.push(notSupported(`${path}.spec.restartPolicy`, spec.restartPolicy ?? '', ['Always']))
  }
  if (spec.activeDeadlineSeconds !== undefined) {
    const text = `activeDeadlineSeconds in ${owner} is not Supported`
    errors.push(forbidden(`${path}.spec.activeDeadlineSeconds`, text))
  }
}

export function checkReplicaTemplate(
  errors: FieldError[],
  path: string,
  template: Dict,
  selector: LabelSelector,
  options: TemplateOptions,
): void {
  checkTemplateLabels(errors, path, template, selector)
  pushPodTemplate(errors, path, template, options)
  checkAlwaysRestarted(errors, path, template, 'ReplicaSet')
}
