// in: the text of a TracingConfiguration → out: where spans go and how many. Never: a file.
import { UsageError } from '@binnacle/flags'
import type { Dict } from '@binnacle/meta'
import { parse } from 'yaml'

export interface TracingConfig {
  /** As gRPC names them; plain, without TLS. */
  readonly endpoint: string
  /** Of a million requests that nobody else decided about. */
  readonly samplingRatePerMillion: number
}

const versions = ['v1', 'v1beta1', 'v1alpha1'].map(
  (version) => `apiserver.config.k8s.io/${version}`,
)
const known = ['apiVersion', 'kind', 'endpoint', 'samplingRatePerMillion']
const schemes = ['dns', 'unix', 'unix-abstract']
const million = 1_000_000

export function readTracingConfig(text: string): TracingConfig {
  const given = parsed(text)
  if (given?.kind !== 'TracingConfiguration' || !versions.includes(String(given.apiVersion))) {
    throw wrong(`it must be a TracingConfiguration of ${versions.join(', ')}`)
  }
  const stranger = Object.keys(given).find((name) => !known.includes(name))
  if (stranger !== undefined) throw wrong(`strict decoding error: unknown field "${stranger}"`)
  const rate = given.samplingRatePerMillion ?? 0
  if (!Number.isInteger(rate)) throw wrong('samplingRatePerMillion must be a whole number')
  if (rate < 0) {
    throw wrong(`samplingRatePerMillion: Invalid value: ${rate}: sampling rate must be positive`)
  }
  if (rate > million) {
    const what = 'sampling rate per million must be less than or equal to one million'
    throw wrong(`samplingRatePerMillion: Invalid value: ${rate}: ${what}`)
  }
  const endpoint = String(given.endpoint ?? 'localhost:4317')
  const scheme = endpoint.includes('//') ? endpoint.split(':')[0] : 'dns'
  if (!schemes.includes(scheme ?? '')) {
    const options = 'Options are none, dns, unix, or unix-abstract.'
    throw wrong(
      `endpoint: Invalid value: "${endpoint}": unsupported scheme: ${scheme}.  ${options}`,
    )
  }
  return { endpoint, samplingRatePerMillion: rate }
}

function parsed(text: string): Dict {
  try {
    return parse(text) as Dict
  } catch (error) {
    throw wrong((error as Error).message.split('\n')[0] ?? '')
  }
}

function wrong(why: string): UsageError {
  return new UsageError(`failed to validate tracing configuration: ${why}`)
}
