// in: a write → out: the refusal of a validating webhook, if one refuses. Never: changes.
import type { ResourceDef } from '@binnacle/catalogue'
import { internalError } from '@binnacle/meta'
import type { AdmissionStep, Admitted } from '../step.ts'
import { type Hook, hooksFor, wantedBy } from './hooks-for.ts'
import { measuredReview, reviewedOf } from './measured-review.ts'
import { CallFault, review } from './review.ts'
import { type CredentialsFor, readWebhookCredentials } from './webhook-credentials.ts'

const failedOpen = 'failed-open.validating.webhook.admission.k8s.io'

async function ask(
  write: Admitted,
  hook: Hook,
  matched: ResourceDef,
  index: number,
  credentialsFor: CredentialsFor,
): Promise<void> {
  try {
    await measuredReview(reviewedOf(hook, write, 'validating'), () =>
      review(hook, write, matched, false, credentialsFor),
    )
  } catch (error) {
    if (!(error instanceof CallFault)) throw error
    if (hook.spec.failurePolicy !== 'Ignore') throw internalError(error.message)
    write.annotate(`${failedOpen}/round_0_index_${index}`, hook.spec.name)
  }
}

export function validatingWebhooks(configuration?: unknown): AdmissionStep {
  const credentialsFor = readWebhookCredentials(configuration)
  return {
    name: 'ValidatingAdmissionWebhook',
    handles: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'],
    validate: (write) => validate(write, credentialsFor),
  }
}

async function validate(write: Admitted, credentialsFor: CredentialsFor): Promise<void> {
  const hooks = hooksFor(write, 'validating')
  if (hooks.length === 0) return
  const wanted: { readonly hook: Hook; readonly matched: ResourceDef }[] = []
  for (const hook of hooks) {
    const matched = await wantedBy(hook, write, 'validating')
    if (matched) wanted.push({ hook, matched })
  }
  // Side by side: none of them changes what another sees; the first refusal is the answer.
  const asked = wanted.map(({ hook, matched }, index) =>
    ask(write, hook, matched, index, credentialsFor),
  )
  const errors: unknown[] = []
  await Promise.all(asked.map((one) => one.catch((error) => errors.push(error))))
  if (errors.length > 0) throw errors[0]
}
