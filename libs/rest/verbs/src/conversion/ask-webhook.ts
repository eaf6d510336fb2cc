// in: objects and a version → out: them as the definition's webhook converts them. Never: kept, or asked twice.
import { randomUUID } from 'node:crypto'
import { callWebhook } from '@binnacle/admission'
import type { Surroundings } from '@binnacle/kinds'
import {
  type Dict,
  formatApiVersion,
  goQuote,
  type KubeObject,
  parseApiVersion,
} from '@binnacle/meta'
import { refuseOtherIdentity, restoreMeta } from './restore-meta.ts'

const group = 'apiextensions.k8s.io'
const knownReviews = ['v1', 'v1beta1']
const callSeconds = 30

/** Why an object has no other version, in the words that clients are told. */
export class ConversionFault extends Error {
  /** It is about what was answered, perhaps of one object among others. */
  readonly ofAnswer: boolean

  constructor(object: KubeObject, why: string, ofAnswer: boolean) {
    const { group: ofGroup, version } = parseApiVersion(object.apiVersion)
    const kind = `${formatApiVersion({ group: ofGroup, version })}, Kind=${object.kind}`
    super(`conversion webhook for ${kind} ${why}`)
    this.ofAnswer = ofAnswer
  }
}

/** All of one version; what is given stays as it is. Throws ConversionFault. */
export async function askWebhook(
  surroundings: Surroundings,
  definition: Dict,
  objects: readonly KubeObject[],
  apiVersion: string,
): Promise<KubeObject[]> {
  const [first] = objects
  if (first === undefined) return []
  const { clientConfig = {}, conversionReviewVersions = [] } = definition.spec.conversion.webhook
  const review = (conversionReviewVersions as string[]).find((one) => knownReviews.includes(one))
  if (review === undefined) throw new Error('no supported conversion review versions')
  const uid = randomUUID()
  const body = JSON.stringify({
    kind: 'ConversionReview',
    apiVersion: `${group}/${review}`,
    request: { uid, desiredAPIVersion: apiVersion, objects },
    // Upstream sends the empty answer along.
    response: { uid: '', convertedObjects: null, result: { metadata: {} } },
  })
  const converted = await answered(surroundings, clientConfig, first, { body, review, uid })
  if (converted.length !== objects.length) {
    const why = `returned ${converted.length} objects, expected ${objects.length}`
    throw new ConversionFault(first, why, true)
  }
  return converted.map((now, index) => checked(objects[index] as KubeObject, now, apiVersion))
}

interface Asked {
  readonly body: string
  readonly review: string
  readonly uid: string
}

async function answered(
  surroundings: Surroundings,
  clientConfig: Dict,
  first: KubeObject,
  { body, review, uid }: Asked,
): Promise<Dict[]> {
  let answer: Dict
  try {
    answer = await callWebhook(surroundings, trimmed(clientConfig), body, {
      seconds: callSeconds,
    })
  } catch (error) {
    throw new ConversionFault(first, `failed: ${(error as Error).message}`, false)
  }
  const why = problemOf(answer, review, uid)
  if (why !== undefined) throw new ConversionFault(first, `failed: ${why}`, true)
  const { convertedObjects } = answer.response
  return Array.isArray(convertedObjects) ? convertedObjects : []
}

/** An authority of nothing but white space is none. */
function trimmed({ caBundle, ...rest }: Dict): Dict {
  const text = caBundle ? Buffer.from(caBundle, 'base64').toString().trim() : ''
  return text === '' ? rest : { ...rest, caBundle }
}

function problemOf(answer: Dict, review: string, uid: string): string | undefined {
  const response: Dict | null | undefined = answer?.response
  const said = answer?.apiVersion ?? ''
  if (answer?.kind && (answer.kind !== 'ConversionReview' || !said.startsWith(`${group}/`))) {
    return `no kind ${goQuote(answer.kind)} is registered for version ${goQuote(said)} in scheme "pkg/runtime/scheme.go:111"`
  }
  // Answers of the old version are not asked what they are, nor for whom.
  if (review === 'v1') {
    const { apiVersion = '', kind = '' } = answer ?? {}
    const wanted = `${group}/v1`
    if (apiVersion !== wanted || kind !== 'ConversionReview') {
      return `expected webhook response of ${wanted}, Kind=ConversionReview, got ${apiVersion}, Kind=${kind}`
    }
  }
  if (typeof response !== 'object' || response === null) return 'no response provided'
  if (review === 'v1' && response.uid !== uid) {
    return `expected response.uid=${goQuote(uid)}, got ${goQuote(String(response.uid ?? ''))}`
  }
  const { status = '', message } = response.result ?? {}
  if (status === 'Success') return undefined
  return message || `response.result.status was '${status}', not 'Success'`
}

function checked(was: KubeObject, now: Dict, apiVersion: string): KubeObject {
  const fault = (why: string) => new ConversionFault(was, `returned invalid ${why}`, true)
  const got = now as KubeObject
  if (typeof now !== 'object' || now === null || Array.isArray(now)) {
    throw fault('object at index 0: it is no object')
  }
  const at = 'object at index 0: invalid'
  if (got.apiVersion !== apiVersion) {
    throw fault(
      `${at} groupVersion (expected ${apiVersion}, received ${String(got.apiVersion ?? '')})`,
    )
  }
  if (got.kind !== was.kind) {
    throw fault(`${at} kind (expected ${was.kind}, received ${String(got.kind ?? '')})`)
  }
  try {
    refuseOtherIdentity(was, got)
  } catch (error) {
    throw fault(`object: ${(error as Error).message}`)
  }
  try {
    restoreMeta(was, got)
  } catch (error) {
    throw fault(`metadata: ${(error as Error).message}`)
  }
  return got
}
