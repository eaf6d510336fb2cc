// in: a write → out: its object as mutating webhooks want it, or the refusal of one of them.
import { isDeepStrictEqual } from 'node:util'
import type { ResourceDef } from '@binnacle/catalogue'
import { internalName, isRegistered, jsonSyntaxError } from '@binnacle/codec'
import {
  ApiError,
  type Dict,
  type GroupVersionKind,
  goQuote,
  internalError,
  type KubeObject,
  parseApiVersion,
  unknownError,
} from '@binnacle/meta'
import { parseObject } from '@binnacle/objects'
import { shownAs, storedFrom } from '../matching/convert-object.ts'
import { applyJsonPatch, PatchFault } from '../patching/json-patch.ts'
import { settled } from '../policy/mutate-object.ts'
import { reinvocationOf } from '../reinvocation.ts'
import type { AdmissionStep, Admitted } from '../step.ts'
import { type Hook, hooksFor, wantedBy } from './hooks-for.ts'
import { measuredReview, reviewedOf } from './measured-review.ts'
import { CallFault, review } from './review.ts'
import { type CredentialsFor, readWebhookCredentials } from './webhook-credentials.ts'

const patchKey = 'patch.webhook.admission.k8s.io'
const mutationKey = 'mutation.webhook.admission.k8s.io'
const failedOpen = 'failed-open.mutation.webhook.admission.k8s.io'

function readPatch(hook: Hook, text: string): Dict[] {
  const fault = (why: string) =>
    new CallFault(hook, `received undecodable patch in webhook response: ${why}`)
  const patchText = Buffer.from(text, 'base64').toString()
  let patch: unknown
  try {
    patch = parseObject(patchText)
  } catch {
    throw fault(jsonSyntaxError(patchText))
  }
  if (Array.isArray(patch)) return patch
  throw fault('json: cannot unmarshal object into Go value of type jsonpatch.Patch')
}

/** A patch cannot make something else of the object. */
function refuseOtherKind(patched: KubeObject, write: Admitted, matched: ResourceDef): void {
  // What is sent to a subresource (Binding, Eviction, TokenRequest) is of a kind of its own.
  const own = write.kind.kind !== write.def.kind
  if (matched.custom && !own) return
  const def: GroupVersionKind = own ? write.kind : matched
  const actual = { ...parseApiVersion(patched.apiVersion ?? ''), kind: patched.kind ?? '' }
  const { group, version, kind } = def
  if (actual.kind === kind && actual.group === group && actual.version === version) return
  if (!isRegistered(actual)) {
    throw internalError(
      `no kind ${goQuote(actual.kind)} is registered for version ${goQuote(patched.apiVersion ?? '')} in scheme "pkg/runtime/scheme.go:111"`,
    )
  }
  if (internalName(actual) === internalName(def)) return
  throw unknownError(
    `converting (${actual.version}.${actual.kind}) to (${internalName(def)}): unknown conversion`,
  )
}

/** Whether the object changed. */
async function patchObject(
  write: Admitted,
  hook: Hook,
  matched: ResourceDef,
  text: string,
): Promise<boolean> {
  const patch = readPatch(hook, text)
  if (patch.length === 0) return false
  if (write.object === undefined) {
    const name = goQuote(hook.spec.name)
    throw internalError(
      `admission webhook ${name} attempted to modify the object, which is not supported for this operation`,
    )
  }
  const before = await shownAs(write, write.object, matched)
  try {
    const patched = applyJsonPatch(before, patch) as typeof before
    refuseOtherKind(patched, write, matched)
    const after = settled(patched, matched)
    const changed = !isDeepStrictEqual(before, after)
    write.object = await storedFrom(write, after, matched)
    return changed
  } catch (error) {
    if (error instanceof ApiError) throw error
    if (error instanceof PatchFault || error instanceof Error) throw internalError(error.message)
    throw error
  }
}

/** Only where the audit policy wants what was sent too. */
function notePatch(write: Admitted, hook: Hook, place: string, text: string): void {
  const patch = readPatch(hook, text)
  if (patch.length === 0) return
  const { configuration } = hook
  const said = { configuration, webhook: hook.spec.name, patch, patchType: 'JSONPatch' }
  write.annotate(`${patchKey}/${place}`, JSON.stringify(said), 'Request')
}

async function run(write: Admitted, hook: Hook, credentialsFor: CredentialsFor): Promise<void> {
  const state = reinvocationOf(write)
  const matched = await wantedBy(hook, write, 'admit')
  if (matched === undefined) return
  if (state.second && !state.webhooks.shallRun(hook.key)) return
  const place = `round_${state.second ? 1 : 0}_index_${hook.position}`
  let mutated = false
  const { name: webhook, failurePolicy, reinvocationPolicy } = hook.spec
  try {
    await measuredReview(
      reviewedOf(hook, write, 'admit'),
      () => review(hook, write, matched, true, credentialsFor),
      async ({ patch }) => {
        if (patch === undefined) return
        mutated = await patchObject(write, hook, matched, patch)
        notePatch(write, hook, place, patch)
      },
    )
  } catch (error) {
    if (!(error instanceof CallFault)) throw error
    if (failurePolicy !== 'Ignore') throw internalError(error.message)
    write.annotate(`${failedOpen}/${place}`, webhook)
  } finally {
    const { configuration } = hook
    write.annotate(`${mutationKey}/${place}`, JSON.stringify({ configuration, webhook, mutated }))
  }
  if (mutated) {
    state.webhooks.changed()
    state.wanted = true
  }
  if (reinvocationPolicy === 'IfNeeded') state.webhooks.ranAndMayRunAgain(hook.key)
}

export function mutatingWebhooks(configuration?: unknown): AdmissionStep {
  const credentialsFor = readWebhookCredentials(configuration)
  return {
    name: 'MutatingAdmissionWebhook',
    handles: ['CREATE', 'UPDATE', 'DELETE', 'CONNECT'],
    async mutate(write) {
      const hooks = hooksFor(write, 'mutating')
      if (hooks.length === 0) return
      const state = reinvocationOf(write)
      if (state.second) state.webhooks.compare(write.object)
      // One after the other: each sees what the one before it made.
      for (const hook of hooks) await run(write, hook, credentialsFor)
      state.webhooks.leave(write.object)
    },
  }
}
