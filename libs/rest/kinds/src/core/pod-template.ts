// in: nothing → out: what the API says of a PodTemplate beyond the catalogue.
import { defineKind } from '../define-kind.ts'
import { nameColumn, textColumn } from '../parts/columns.ts'
import { dropGatedFields } from '../parts/drop-gated-fields.ts'
import { countGeneration } from '../parts/keep-parts.ts'
import { checkPodTemplate, podTemplateOptions } from '../parts/pod-template-check.ts'
import { podTemplateDefaults } from '../parts/pod-spec-defaults.ts'
import { templateWarnings } from '../parts/pod-warnings.ts'
import { sameValue } from '../parts/same-value.ts'
import { showLabels } from '../parts/show-selector.ts'
import { containersColumn, imagesColumn } from '../parts/workload-columns.ts'

export const podTemplate = defineKind('', 'podtemplates', {
  defaults: (object) => podTemplateDefaults(object.template),
  hasGeneration: true,
  deleteReturnsObject: true,
  prepare: (object) => {
    object.metadata.generation = 1
    dropGatedFields(object.template)
  },
  prepareChange: (object, was) => {
    dropGatedFields(object.template)
    if (!sameValue(object.template, was.template)) countGeneration(object, was)
  },
  check: (object, context) =>
    checkPodTemplate('template', object.template, podTemplateOptions(context)),
  checkChange: (object, was, context) =>
    checkPodTemplate('template', object.template, podTemplateOptions(context, was.template)),
  warn: (object, was) => {
    if (was !== undefined && object.metadata.generation === was.metadata.generation) return []
    return templateWarnings('template', object.template)
  },
  columns: [
    nameColumn,
    containersColumn((object) => object.template?.spec?.containers),
    imagesColumn((object) => object.template?.spec?.containers),
    textColumn('Pod Labels', 'The labels for the pod template.', (object) =>
      showLabels(object.template?.metadata?.labels),
    ),
  ],
})
