// in: how to call a webhook → out: what is wrong with it. Never: calls.
import {
  type Dict,
  dns1123Subdomain,
  type FieldError,
  invalid,
  portNumber,
  required,
} from '@binnacle/meta'

const form = '; desired format: https://host[/path]'

/** Split as Go's net/url does; the standard URL class normalises too much. */
function splitUrl(text: string): Dict | undefined {
  const hash = text.indexOf('#')
  const fragment = hash < 0 ? '' : text.slice(hash + 1)
  const whole = hash < 0 ? text : text.slice(0, hash)
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(whole)?.[1] ?? ''
  const rest = scheme === '' ? whole : whole.slice(scheme.length + 1)
  const question = rest.indexOf('?')
  const query = question < 0 ? '' : rest.slice(question + 1)
  const before = question < 0 ? rest : rest.slice(0, question)
  if (!before.startsWith('//')) return { scheme: scheme.toLowerCase(), host: '', query, fragment }
  const authority = before.slice(2).split('/')[0] as string
  const at = authority.lastIndexOf('@')
  return {
    scheme: scheme.toLowerCase(),
    host: authority.slice(at + 1),
    user: at < 0 ? undefined : authority.slice(0, at),
    query,
    fragment,
  }
}

function parseFault(url: string): string | undefined {
  if (/[\x00-\x1f\x7f]/.test(url))
    return `parse ${JSON.stringify(url)}: net/url: invalid control character in URL`
  if (url.startsWith(':')) return `parse ${JSON.stringify(url)}: missing protocol scheme`
  const escape = /%(?![0-9a-fA-F]{2}).{0,2}/.exec(url)
  if (escape !== null)
    return `parse ${JSON.stringify(url)}: invalid URL escape ${JSON.stringify(escape[0])}`
  return undefined
}

export function webhookUrlErrors(path: string, url: string): FieldError[] {
  const fault = parseFault(url)
  if (fault !== undefined) return [required(path, `url must be a valid URL: ${fault}${form}`)]
  const parts = splitUrl(url) ?? {}
  const errors: FieldError[] = []
  if (parts.scheme !== 'https') {
    errors.push(invalid(path, parts.scheme, `'https' is the only allowed URL scheme${form}`))
  }
  if (parts.host === '') errors.push(invalid(path, '', `host must be specified${form}`))
  if (parts.user !== undefined) {
    errors.push(invalid(path, parts.user, 'user information is not permitted in the URL'))
  }
  if (parts.fragment !== '') {
    errors.push(invalid(path, parts.fragment, 'fragments are not permitted in the URL'))
  }
  if (parts.query !== '') {
    errors.push(invalid(path, parts.query, 'query parameters are not permitted in the URL'))
  }
  return errors
}

function pathErrors(at: string, path: string): FieldError[] {
  if (path === '' || path === '/') return []
  if (path === '//') return [invalid(at, path, 'segment[0] may not be empty')]
  const errors: FieldError[] = []
  if (!path.startsWith('/')) errors.push(invalid(at, path, "must start with a '/'"))
  const steps = path.slice(1).replace(/\/$/, '').split('/')
  for (const [index, step] of steps.entries()) {
    if (step === '') errors.push(invalid(at, path, `segment[${index}] may not be empty`))
    else {
      for (const text of dns1123Subdomain(step)) {
        errors.push(invalid(at, path, `segment[${index}]: ${text}`))
      }
    }
  }
  return errors
}

export function webhookServiceErrors(path: string, service: Dict): FieldError[] {
  const errors: FieldError[] = []
  if (!service.name) errors.push(required(`${path}.name`))
  if (!service.namespace) errors.push(required(`${path}.namespace`))
  const port: number = service.port ?? 0
  const texts = portNumber(port)
  if (texts.length > 0) {
    errors.push(invalid(`${path}.port`, port, `port is not valid: ${texts.join(', ')}`))
  }
  if (service.path !== undefined) errors.push(...pathErrors(`${path}.path`, service.path))
  return errors
}
