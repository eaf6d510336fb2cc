// in: the metadata of a claim's template → out: what is wrong with it. Never: a pod's template.
import {
  annotationsErrors,
  type Dict,
  type FieldError,
  forbidden,
  labelsErrors,
} from '@binnacle/meta'
import { metaOrder } from '@binnacle/schema'

const allowed = ['labels', 'annotations']
const refused = metaOrder.filter((name) => !allowed.includes(name))

const goNames: Readonly<Record<string, string>> = { uid: 'uID' }

/** What is made from a template takes labels and annotations, and no more. */
export function checkTemplateMetadata(errors: FieldError[], path: string, metadata: Dict): void {
  errors.push(...annotationsErrors(metadata.annotations, `${path}.annotations`))
  errors.push(...labelsErrors(metadata.labels, `${path}.labels`))
  for (const name of refused) {
    const value = metadata[name]
    if (value === undefined || value === null) continue
    errors.push(forbidden(`${path}.${goNames[name] ?? name}`, 'cannot be set'))
  }
}
