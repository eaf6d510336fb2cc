// in: how a definition converts its versions → out: what is wrong with that. Never: conversions.
import { X509Certificate } from 'node:crypto'
import {
  type Dict,
  dns1035Label,
  type FieldError,
  forbidden,
  invalid,
  notSupported,
  required,
} from '@binnacle/meta'

const known = ['v1', 'v1beta1']

function reviewErrors(versions: readonly string[] | undefined, path: string, strict: boolean) {
  if (!versions || versions.length === 0) return [required(path)]
  const errors: FieldError[] = []
  const seen = new Set<string>()
  versions.forEach((version, index) => {
    const at = `${path}[${index}]`
    if (seen.has(version)) {
      errors.push(invalid(at, version, 'duplicate version'))
      return
    }
    seen.add(version)
    errors.push(...dns1035Label(version).map((text) => invalid(at, version, text)))
  })
  if (strict && !known.some((version) => seen.has(version))) {
    errors.push(invalid(path, versions, `must include at least one of ${known.join(', ')}`))
  }
  return errors
}

const form = '; desired format: https://host[/path]'

/** Of a URL that the server is to call. */
export function webhookUrlErrors(text: string, path: string): FieldError[] {
  const parts =
    /^(?:([a-zA-Z][a-zA-Z0-9+.-]*):)?(?:\/\/(?:([^@/?#]*)@)?([^/?#]*))?[^?#]*(?:\?([^#]*))?(?:#(.*))?$/s.exec(
      text,
    )
  if (parts === null || /^:/.test(text)) {
    const why = `parse ${JSON.stringify(text)}: missing protocol scheme`
    return [required(path, `url must be a valid URL: ${why}${form}`)]
  }
  const [, scheme = '', user, host = '', query = '', fragment = ''] = parts
  const errors: FieldError[] = []
  if (scheme.toLowerCase() !== 'https') {
    const said = scheme.toLowerCase()
    errors.push(invalid(path, said, `'https' is the only allowed URL scheme${form}`))
  }
  if (host === '') errors.push(invalid(path, '', `host must be specified${form}`))
  if (user !== undefined) {
    errors.push(invalid(path, user, 'user information is not permitted in the URL'))
  }
  if (fragment !== '')
    errors.push(invalid(path, fragment, 'fragments are not permitted in the URL'))
  if (query !== '') {
    errors.push(invalid(path, query, 'query parameters are not permitted in the URL'))
  }
  return errors
}

function servicePathErrors(text: string, path: string): FieldError[] {
  if (text === '' || text === '/') return []
  if (text === '//') return [invalid(path, text, 'segment[0] may not be empty')]
  const errors: FieldError[] = []
  if (!text.startsWith('/')) errors.push(invalid(path, text, "must start with a '/'"))
  const steps = text.slice(1).replace(/\/$/, '').split('/')
  steps.forEach((step, index) => {
    if (step === '') {
      errors.push(invalid(path, text, `segment[${index}] may not be empty`))
      return
    }
    if (/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(step)) return
    const why =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
    errors.push(invalid(path, text, `segment[${index}]: ${why}`))
  })
  return errors
}

/** The reference gives name and namespace in each other's place here. */
export function webhookServiceErrors(service: Dict, path: string): FieldError[] {
  const errors: FieldError[] = []
  if (!service.namespace) errors.push(required(`${path}.name`))
  if (!service.name) errors.push(required(`${path}.namespace`))
  const port = service.port ?? 443
  if (port < 1 || port > 65535) {
    const text = 'port is not valid: must be between 1 and 65535, inclusive'
    errors.push(invalid(`${path}.port`, port, text))
  }
  if (service.path !== undefined) errors.push(...servicePathErrors(service.path, `${path}.path`))
  return errors
}

export function isCertificateBundle(base64: string): boolean {
  const text = Buffer.from(base64, 'base64').toString('latin1')
  const blocks = text.match(/-----BEGIN CERTIFICATE-----[\s\S]*?-----END CERTIFICATE-----/g) ?? []
  if (blocks.length === 0) return false
  return blocks.every((block) => {
    try {
      return new X509Certificate(block).raw.length > 0
    } catch {
      return false
    }
  })
}

function clientErrors(client: Dict | undefined, path: string, looseBundle: boolean): FieldError[] {
  if (client === undefined) return [required(path, 'required when strategy is set to Webhook')]
  const errors: FieldError[] = []
  const { url, service, caBundle } = client
  if ((url === undefined) === (service === undefined)) {
    errors.push(required(path, 'exactly one of url or service is required'))
  } else if (url !== undefined) errors.push(...webhookUrlErrors(url, `${path}.url`))
  else errors.push(...webhookServiceErrors(service, `${path}.service`))
  if (caBundle && !looseBundle && !isCertificateBundle(caBundle)) {
    const text = 'unable to load root certificates: unable to parse bytes as PEM block'
    errors.push(invalid(`${path}.caBundle`, caBundle, text))
  }
  return errors
}

export interface ConversionRules {
  /** Some review version must be known here. */
  readonly knownReview: boolean
  readonly looseBundle: boolean
}

export function conversionErrors(
  conversion: Dict | undefined,
  path: string,
  { knownReview, looseBundle }: ConversionRules,
): FieldError[] {
  if (conversion === undefined) return []
  const errors: FieldError[] = []
  const { strategy, webhook } = conversion
  if (!strategy) errors.push(required(`${path}.strategy`))
  else if (strategy !== 'None' && strategy !== 'Webhook') {
    errors.push(notSupported(`${path}.strategy`, strategy, ['None', 'Webhook']))
  }
  const client = `${path}.webhookClientConfig`
  const reviews = `${path}.conversionReviewVersions`
  if (strategy === 'Webhook') {
    errors.push(...clientErrors(webhook?.clientConfig, client, looseBundle))
    errors.push(...reviewErrors(webhook?.conversionReviewVersions, reviews, knownReview))
    return errors
  }
  const text = 'should not be set when strategy is not set to Webhook'
  if (webhook?.clientConfig !== undefined) errors.push(forbidden(client, text))
  if ((webhook?.conversionReviewVersions ?? []).length > 0) errors.push(forbidden(reviews, text))
  return errors
}

export function hasKnownReview(conversion: Dict | undefined): boolean {
  const versions: string[] = conversion?.webhook?.conversionReviewVersions ?? []
  return versions.length === 0 || versions.some((version) => known.includes(version))
}
