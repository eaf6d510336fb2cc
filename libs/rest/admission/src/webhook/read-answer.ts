// in: the body of a webhook's answer → out: the review in it. Never: whether it fits what was asked.
import { jsonSyntaxError, parseYaml } from '@binnacle/codec'
import { type Dict, goQuote } from '@binnacle/meta'

const versionKind =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
const versions = ['admission.k8s.io/v1', 'admission.k8s.io/v1beta1']
const headBytes = 2048

/** Throws an Error in the reference's words. */
export function readAnswer(status: number, contentType: string, body: Buffer): Dict {
  if (body.length === 0) {
    const type = contentType || 'application/json'
    throw new Error(`0-length response with status code: ${status} and content type: ${type}`)
  }
  const answer = parse(body.toString())
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

/** What does not start as an object is YAML to the reference. */
function parse(text: string): Dict {
  const fault = (why: string) => new Error(`couldn't get version/kind; json parse error: ${why}`)
  let value: unknown
  try {
    value = /^\s*\{/.test(text) ? JSON.parse(text) : parseYaml(text).value
  } catch (error) {
    const own = /^\s*\{/.test(text) ? jsonSyntaxError(text) : (error as Error).message
    throw fault(own)
  }
  if (value === null || value === undefined) return {}
  if (typeof value === 'object' && !Array.isArray(value)) return value as Dict
  const type = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value
  const shown = type === 'string' ? 'string' : type === 'array' || type === 'bool' ? type : 'number'
  throw fault(`json: cannot unmarshal ${shown} into Go value of type ${versionKind}`)
}
