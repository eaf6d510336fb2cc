// in: the body of a webhook's answer → out: the review in it. Never: whether it fits what was asked.
import { type Dict, goQuote } from '@binnacle/meta'
import { parseAnswer } from './parse-answer.ts'

const versions = ['admission.k8s.io/v1', 'admission.k8s.io/v1beta1']
const headBytes = 2048

/** Throws an Error in the reference's words. */
export function readAnswer(status: number, contentType: string, body: Buffer): Dict {
  if (body.length === 0) {
    const type = contentType || 'application/json'
    throw new Error(`0-length response with status code: ${status} and content type: ${type}`)
  }
  const answer = parseAnswer(body.toString())
  const { apiVersion = '', kind = '' } = answer
  if (kind === '') throw new Error(`Object 'Kind' is missing in '${shorten(body)}'`)
  if (apiVersion === '') throw new Error(`Object 'apiVersion' is missing in '${shorten(body)}'`)
  if (kind !== 'AdmissionReview' || !versions.includes(apiVersion)) {
    throw new Error(
      `no kind ${goQuote(String(kind))} is registered for version ${goQuote(String(apiVersion))} in scheme "pkg/runtime/scheme.go:111"`,
    )
  }
  return answer
}

function shorten(body: Buffer): string {
  return body.toString('utf8', 0, headBytes)
}
