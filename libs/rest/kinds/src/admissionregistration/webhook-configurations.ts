// in: which webhooks → out: what the API says of their configurations beyond the catalogue. Never: calls.
import type { Dict, KubeObject } from '@binnacle/meta'
import { type DefinedKind, defineKind } from '../define-kind.ts'
import { ageColumn, countColumn, nameColumn } from '../parts/columns.ts'
import { listOf } from '../parts/field-checks.ts'
import { metadataAgain } from '../parts/metadata-again.ts'
import { countWhenChanged, startGeneration } from '../parts/spec-generation.ts'
import { excludedRuleWarnings, staticNameErrors, staticNameWarnings } from './rule-checks.ts'
import { checkWebhooks } from './webhook-check.ts'

function defaults(hook: Dict, mutating: boolean): void {
  hook.failurePolicy ??= 'Fail'
  hook.matchPolicy ??= 'Equivalent'
  hook.namespaceSelector ??= {}
  hook.objectSelector ??= {}
  hook.timeoutSeconds ??= 10
  if (mutating) hook.reinvocationPolicy ??= 'Never'
  for (const rule of listOf(hook.rules)) rule.scope ??= '*'
  const service = hook.clientConfig?.service
  if (service) service.port ??= 443
}

function configuration(resource: string, mutating: boolean): DefinedKind {
  const hooks = (object: KubeObject) => listOf(object.webhooks)
  return defineKind('admissionregistration.k8s.io', resource, {
    defaults: (object) => {
      for (const hook of hooks(object)) defaults(hook, mutating)
    },
    hasGeneration: true,
    prepare: startGeneration,
    prepareChange: (object, was) => countWhenChanged(object, was, 'webhooks'),
    check: (object) => [
      ...checkWebhooks(hooks(object), undefined),
      ...staticNameErrors(object.metadata.name ?? ''),
    ],
    checkChange: (object, was, context) => [
      ...metadataAgain(object, context),
      ...checkWebhooks(hooks(object), hooks(was)),
    ],
    warn: (object, was) => [
      ...(was ? staticNameWarnings(object.metadata.name ?? '') : []),
      ...excludedRuleWarnings(object.webhooks),
    ],
    unconditionalUpdate: false,
    columns: [
      nameColumn,
      countColumn(
        'Webhooks',
        'Webhooks indicates the number of webhooks registered in this configuration',
        (object) => hooks(object).length,
      ),
      ageColumn,
    ],
  })
}

export const mutatingWebhooks = configuration('mutatingwebhookconfigurations', true)
export const validatingWebhooks = configuration('validatingwebhookconfigurations', false)
