// in: a write and a hook → out: the review that the hook is sent, and its verdict. Never: what follows from it.
import { randomUUID } from 'node:crypto'
import type { ResourceDef } from '@binnacle/catalogue'
import { ApiError, badRequest, type Dict, failure, goQuote } from '@binnacle/meta'
import { shownAs } from '../matching/convert-object.ts'
import { requestFacts } from '../policy/evaluation.ts'
import type { Admitted } from '../step.ts'
import { BadStatus, callWebhook } from './call-webhook.ts'
import type { Hook } from './hooks-for.ts'
import { readAnswer } from './read-answer.ts'
import type { CredentialsFor } from './webhook-credentials.ts'

const timeoutDefault = 10
const unavailable = 503
const versions = ['v1', 'v1beta1']

/** The call failed, or its answer is no verdict: failurePolicy says what follows. */
export class CallFault extends Error {
  /** As it is counted. */
  readonly code: number

  constructor(hook: Hook, why: string, code = unavailable) {
    super(`failed calling webhook ${goQuote(hook.spec.name)}: ${why}`)
    this.code = code
  }
}

export interface HookAnswer {
  readonly patch: string | undefined
}

function versionOf({ spec }: Hook): string {
  const version = (spec.admissionReviewVersions ?? []).find((one: string) => versions.includes(one))
  return `admission.k8s.io/${version ?? 'v1'}`
}

function refuseDryRun({ spec }: Hook, { dryRun }: Admitted): void {
  if (!dryRun || spec.sideEffects === 'None' || spec.sideEffects === 'NoneOnDryRun') return
  throw badRequest(`admission webhook ${goQuote(spec.name)} does not support dry run`)
}

function verify(
  hook: Hook,
  answer: Dict,
  uid: string,
  apiVersion: string,
  mutating: boolean,
): Dict {
  const invalid = (why: string) => new CallFault(hook, `received invalid webhook response: ${why}`)
  const { response } = answer ?? {}
  if (typeof response !== 'object' || response === null) {
    throw invalid('webhook response was absent')
  }
  if (apiVersion !== 'admission.k8s.io/v1') return response
  if (response.uid !== uid) {
    throw invalid(`expected response.uid=${goQuote(uid)}, got ${goQuote(response.uid ?? '')}`)
  }
  if (answer.apiVersion !== apiVersion || answer.kind !== 'AdmissionReview') {
    const got = `${answer.apiVersion || '/'}, Kind=${answer.kind ?? ''}`
    throw invalid(`expected webhook response of ${apiVersion}, Kind=AdmissionReview, got ${got}`)
  }
  const { patch, patchType } = response
  if (!mutating) {
    if (patch) throw invalid('validating webhook may not return response.patch')
    if (patchType != null) throw invalid('validating webhook may not return response.patchType')
    return response
  }
  if (patch && patchType == null) {
    throw invalid('webhook returned response.patch but not response.patchType')
  }
  if (!patch && patchType != null) {
    throw invalid('webhook returned response.patchType but not response.patch')
  }
  if (patchType === '') throw invalid('webhook returned invalid response.patchType of ""')
  return response
}

/** What the hook said, as the client is told. */
function rejection({ spec }: Hook, result: Dict | undefined): ApiError {
  const denied = `admission webhook ${goQuote(spec.name)} denied the request`
  const { message, reason = '', code = 0, details } = result ?? {}
  const text = message
    ? `${denied}: ${message}`
    : reason
      ? `${denied}: ${reason}`
      : `${denied} without explanation`
  return new ApiError(failure(Math.max(code, 400), reason, text, details))
}

/** Warns and annotates as the hook wants it. Throws CallFault, or the ApiError of a refusal. */
export async function review(
  hook: Hook,
  write: Admitted,
  matched: ResourceDef,
  mutating: boolean,
  credentialsFor: CredentialsFor,
): Promise<HookAnswer> {
  refuseDryRun(hook, write)
  const uid = randomUUID()
  const apiVersion = versionOf(hook)
  const request = {
    uid,
    ...requestFacts(write, matched),
    object: (await shownAs(write, write.object, matched)) ?? null,
    oldObject: (await shownAs(write, write.oldObject, matched)) ?? null,
  }
  const body = JSON.stringify({ kind: 'AdmissionReview', apiVersion, request })
  const { clientConfig = {}, name, timeoutSeconds = timeoutDefault } = hook.spec
  let answer: Dict
  try {
    answer = await callWebhook(write.surroundings, clientConfig, body, {
      seconds: timeoutSeconds,
      credentialsFor,
      read: readAnswer,
    })
  } catch (error) {
    const code = error instanceof BadStatus ? error.status : unavailable
    throw new CallFault(hook, `failed to call webhook: ${(error as Error).message}`, code)
  }
  const response = verify(hook, answer, uid, apiVersion, mutating)
  for (const [key, value] of Object.entries(response.auditAnnotations ?? {})) {
    write.annotate(`${name}/${key}`, String(value))
  }
  for (const warning of response.warnings ?? []) write.warn(String(warning))
  if (response.allowed !== true) throw rejection(hook, response.status)
  if (
    mutating &&
    response.patch &&
    response.patchType !== undefined &&
    response.patchType !== 'JSONPatch'
  ) {
    throw new CallFault(hook, `unsupported patch type ${goQuote(String(response.patchType))}`)
  }
  return { patch: response.patch || undefined }
}
