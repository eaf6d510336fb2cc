// in: the name of a signer → out: what is wrong with it. Never: who may use it.
import {
  dns1123Label,
  dns1123Subdomain,
  type FieldError,
  goQuote,
  invalid,
  required,
  tooLong,
} from '@binnacle/meta'

const domainMax = 253
const allMax = domainMax + 253 + 63 + 1 + 1

function firstFault(
  rule: (label: string) => string[],
  parts: string[],
): [string, string[]] | undefined {
  for (const part of parts) {
    const texts = rule(part)
    if (texts.length > 0) return [part, texts]
  }
  return undefined
}

export function signerNameErrors(path: string, name: string): FieldError[] {
  if (name === '') return [required(path)]
  const segments = name.split('/')
  if (segments.length !== 2) {
    const text = "must be a fully qualified domain and path of the form 'example.com/signer-name'"
    return [invalid(path, name, text)]
  }
  const [domain, rest] = segments as [string, string]
  const errors: FieldError[] = []
  if (Buffer.byteLength(domain) > domainMax) errors.push(tooLong(path, domainMax))
  const add = (shown: string, fault: [string, string[]] | undefined) => {
    for (const text of fault?.[1] ?? []) {
      errors.push(invalid(path, shown, `validating label ${goQuote(fault?.[0] ?? '')}: ${text}`))
    }
  }
  add(domain, firstFault(dns1123Label, domain.split('.')))
  if (!domain.includes('.')) {
    const text = 'should be a domain with at least two segments separated by dots'
    errors.push(invalid(path, domain, text))
  }
  add(rest, firstFault(dns1123Subdomain, rest.split('.')))
  if (Buffer.byteLength(name) > allMax) errors.push(tooLong(path, allMax))
  return errors
}

export function isKubernetesSigner(name: string): boolean {
  const host = name.split('/')[0] as string
  return host === 'kubernetes.io' || host.endsWith('.kubernetes.io')
}
