// in: the body of a webhook's answer → out: the review in it. Never: whether it fits what was asked.
import { type Dict, goQuote } from '@binnacle/meta'
import { parseAnswer } from './parse-answer.ts'

const reviewKind = 'AdmissionReview'
const versions = ['admission.k8s.io/v1', 'admission.k8s.io/v1beta1']

/**
 * What an answer leaves out of its kind is taken as asked for; only later are answers in v1 held to
 * saying it. Throws an Error in the reference's words.
 */
export function readAnswer(status: number, contentType: string, body: Buffer): Dict {
  if (body.length === 0) {
    const type = contentType || 'application/json'
    throw new Error(`0-length response with status code: ${status} and content type: ${type}`)
  }
  const answer = parseAnswer(body.toString())
  const apiVersion = answer.apiVersion || versions[0]
  const kind = answer.kind || reviewKind
  if (kind !== reviewKind || !versions.includes(apiVersion)) {
    throw new Error(
      `no kind ${goQuote(String(kind))} is registered for version ${goQuote(String(apiVersion))} in scheme "pkg/runtime/scheme.go:111"`,
    )
  }
  return answer
}
