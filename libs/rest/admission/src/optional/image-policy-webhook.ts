// in: a pod → out: what the image policy elsewhere says of its images. Never: a wait without end.
import { setTimeout as sleep } from 'node:timers/promises'
import { createOutbound, type Outbound, readKubeconfig } from '@binnacle/outbound'
import type { Dict, KubeObject } from '@binnacle/meta'
import { refusal } from '../refuse.ts'
import type { AdmissionStep, Admitted } from '../step.ts'

const keyPrefix = 'imagepolicywebhook.image-policy.k8s.io/'
const sentMark = '.image-policy.k8s.io/'
const openKey = 'alpha.image-policy.k8s.io/failed-open'
const apiVersion = 'imagepolicy.k8s.io/v1alpha1'
const answersMax = 1024
const callMs = 30_000
const tries = 5
const slower = 1.5

export interface ImagePolicySettings {
  readonly kubeConfigFile: string
  readonly allowMs: number
  readonly denyMs: number
  readonly backoffMs: number
  readonly defaultAllow: boolean
}

interface Bounds {
  readonly scaleMs: number
  readonly least: string
  readonly leastMs: number
  readonly most: string
  readonly mostMs: number
  readonly usualMs: number
}

const ttl = { scaleMs: 1000, least: '1s', leastMs: 1000, most: '30m0s', mostMs: 1_800_000 }
const bounds = {
  retryBackoff: {
    ...{ scaleMs: 1, least: '1ns', leastMs: 1e-6, most: '5m0s', mostMs: 300_000 },
    usualMs: 500,
  },
  allowTTL: { ...ttl, usualMs: 300_000 },
  denyTTL: { ...ttl, usualMs: 30_000 },
}

/** As Go writes a duration. */
function showMs(ms: number): string {
  if (ms < 0) return `-${showMs(-ms)}`
  if (ms < 1000) return `${ms}ms`
  const [hours, minutes, seconds] = [
    Math.floor(ms / 3_600_000),
    Math.floor(ms / 60_000) % 60,
    (ms / 1000) % 60,
  ]
  if (hours > 0) return `${hours}h${minutes}m${seconds}s`
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`
}

/** 0: the usual one; -1: none. */
function readMs(value: number | undefined, { usualMs, ...range }: Bounds): number {
  if (value === -1) return 0
  if (!value) return usualMs
  const ms = value * range.scaleMs
  if (ms >= range.leastMs && ms <= range.mostMs) return ms
  throw new Error(`valid value is between ${range.least} and ${range.most}, got ${showMs(ms)}`)
}

export function readImagePolicy(configuration: unknown): ImagePolicySettings {
  if (configuration === undefined) throw new Error('no config specified')
  const said: Dict = (configuration as Dict).imagePolicy ?? {}
  return {
    kubeConfigFile: said.kubeConfigFile ?? '',
    backoffMs: readMs(said.retryBackoff, bounds.retryBackoff),
    allowMs: readMs(said.allowTTL, bounds.allowTTL),
    denyMs: readMs(said.denyTTL, bounds.denyTTL),
    defaultAllow: said.defaultAllow === true,
  }
}

interface Verdict {
  readonly allowed: boolean
  readonly reason: string
  readonly auditAnnotations: Readonly<Record<string, string>>
}

/** It answered, and asking again will not change that. */
class Final extends Error {}

async function askOnce(outbound: Outbound, body: string): Promise<Verdict> {
  const reply = await outbound.call({ method: 'POST', body, timeoutMs: callMs })
  if (reply.status < 200 || reply.status >= 300) {
    const text = `Error contacting webhook: ${reply.status}`
    throw reply.status >= 500 || reply.status === 429 ? new Error(text) : new Final(text)
  }
  const { status = {} }: Dict = JSON.parse(reply.body.toString())
  const { allowed = false, reason = '', auditAnnotations = {} } = status
  return { allowed, reason, auditAnnotations }
}

/** Throws an Error when nobody can tell. */
async function ask(outbound: Outbound, body: string, backoffMs: number): Promise<Verdict> {
  for (let tried = 1, waitMs = backoffMs; ; tried++, waitMs *= slower) {
    try {
      return await askOnce(outbound, body)
    } catch (error) {
      if (error instanceof Final || tried === tries) throw error
    }
    await sleep(waitMs)
  }
}

function specOf({ namespace, subresource }: Admitted, pod: KubeObject): Dict {
  const { containers = [], initContainers = [], ephemeralContainers = [] }: Dict = pod.spec ?? {}
  const list: Dict[] = subresource === '' ? [...containers, ...initContainers] : ephemeralContainers
  const own = Object.entries(pod.metadata.annotations ?? {}).filter(([key]) =>
    key.includes(sentMark),
  )
  return {
    containers: list.map(({ image }) => ({ image })),
    ...(own.length > 0 && { annotations: Object.fromEntries(own) }),
    namespace,
  }
}

export function imagePolicyWebhook(configuration: unknown): AdmissionStep {
  const settings = readImagePolicy(configuration)
  const outbound = createOutbound(readKubeconfig(settings.kubeConfigFile))
  const answers = new Map<string, { readonly verdict: Verdict; readonly untilMs: number }>()

  async function verdictOn(spec: Dict): Promise<Verdict> {
    const key = JSON.stringify(spec)
    const known = answers.get(key)
    if (known && known.untilMs > performance.now()) return known.verdict
    const review = {
      kind: 'ImageReview',
      apiVersion,
      metadata: {},
      spec,
      status: { allowed: false },
    }
    const verdict = await ask(outbound, JSON.stringify(review), settings.backoffMs)
    const keptMs = verdict.allowed ? settings.allowMs : settings.denyMs
    answers.delete(key)
    if (answers.size >= answersMax) answers.delete(answers.keys().next().value as string)
    answers.set(key, { verdict, untilMs: performance.now() + keptMs })
    return verdict
  }

  function withoutVerdict(write: Admitted, pod: KubeObject, error: Error): void {
    if (!settings.defaultAllow) throw refusal(write, error.message)
    write.annotate(`${keyPrefix}failed-open`, 'true')
    pod.metadata.annotations = { ...pod.metadata.annotations, [openKey]: 'true' }
  }

  return {
    name: 'ImagePolicyWebhook',
    handles: ['CREATE', 'UPDATE'],
    async validate(write) {
      const { def, subresource, object: pod } = write
      if (def.group !== '' || def.resource !== 'pods' || pod === undefined) return
      if (subresource !== '' && subresource !== 'ephemeralcontainers') return
      let verdict: Verdict
      try {
        verdict = await verdictOn(specOf(write, pod))
      } catch (error) {
        return withoutVerdict(write, pod, error as Error)
      }
      for (const [key, value] of Object.entries(verdict.auditAnnotations)) {
        write.annotate(keyPrefix + key, value)
      }
      if (verdict.allowed) return
      throw refusal(
        write,
        verdict.reason === ''
          ? 'one or more images rejected by webhook backend'
          : `image policy webhook backend denied one or more images: ${verdict.reason}`,
      )
    },
  }
}
