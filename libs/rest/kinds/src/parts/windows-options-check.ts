// in: Windows options of a pod or container → out: what is wrong with them.
import { type Dict, dns1123Subdomain, type FieldError, forbidden, invalid } from '@binnacle/meta'
import { byteLength } from './bytes.ts'
import { textErrors } from './field-checks.ts'
import { visitContainers } from './visit-containers.ts'

const specMaxKiB = 64
const domainMax = 256
const userMax = 104
const control = /[\u0000-\u001f\u007f]/
const netBios = /^[^\\/:*?"<>|.][^\\/:*?"<>|]{0,14}$/
const dnsDomain =
  /^(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)(?:\.(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?))*$/

function checkUser(errors: FieldError[], path: string, name: string): void {
  const bad = (text: string) => errors.push(invalid(path, name, text))
  const parts = name.split('\\')
  if (name === '') return void bad('runAsUserName cannot be an empty string')
  if (control.test(name)) return void bad('runAsUserName cannot contain control characters')
  if (parts.length > 2) return void bad('runAsUserName cannot contain more than one backslash')
  const user = parts.at(-1) as string
  const domain = parts.length === 2 ? (parts[0] as string) : undefined
  if (domain !== undefined) {
    if (byteLength(domain) >= domainMax) {
      bad(`runAsUserName's Domain length must be under ${domainMax} characters`)
    }
    if (!netBios.test(domain) && !dnsDomain.test(domain)) {
      bad("runAsUserName's Domain doesn't match the NetBios nor the DNS format")
    }
  }
  if (user === '') bad("runAsUserName's User cannot be empty")
  else if (byteLength(user) > userMax) {
    bad(`runAsUserName's User length must not be longer than ${userMax} characters`)
  }
  if (/^[. ]+$/.test(user)) bad("runAsUserName's User cannot contain only periods or spaces")
  if (/["/\\:;|=,+*?<>@[\]]/.test(user)) {
    bad('runAsUserName\'s User cannot contain the following characters: "/\\:;|=,+*?<>@[]')
  }
}

export function checkWindowsOptions(
  errors: FieldError[],
  path: string,
  options: Dict | undefined,
): void {
  if (!options) return
  const name = options.gmsaCredentialSpecName
  if (name !== undefined) {
    textErrors(errors, `${path}.gmsaCredentialSpecName`, name, dns1123Subdomain(name))
  }
  const spec = options.gmsaCredentialSpec
  const at = `${path}.gmsaCredentialSpec`
  if (spec === '') errors.push(invalid(at, spec, 'gmsaCredentialSpec cannot be an empty string'))
  else if (spec !== undefined && byteLength(spec) > specMaxKiB * 1024) {
    const text = `gmsaCredentialSpec size must be under ${specMaxKiB} KiB`
    errors.push(invalid(at, spec, text))
  }
  const user = options.runAsUserName
  if (user !== undefined) checkUser(errors, `${path}.runAsUserName`, user)
}

/** Processes on the host: all containers or none, and with the host's network. */
export function checkHostProcess(
  errors: FieldError[],
  path: string,
  spec: Dict,
  allowPrivileged: boolean,
): void {
  const ofPod: boolean | undefined = spec.securityContext?.windowsOptions?.hostProcess
  let total = 0
  let onHost = 0
  visitContainers(spec, path, (container, at) => {
    total++
    const own: boolean | undefined = container.securityContext?.windowsOptions?.hostProcess
    if (ofPod !== undefined && own !== undefined && ofPod !== own) {
      const text = `pod hostProcess value must be identical if both are specified, was ${ofPod}`
      errors.push(invalid(`${at}.securityContext.windowsOptions.hostProcess`, own, text))
    }
    if (own ?? ofPod) onHost++
  })
  if (onHost === 0) return
  if (onHost !== total) {
    const text =
      'If pod contains any hostProcess containers then all containers must be HostProcess containers'
    errors.push(invalid(path, '', text))
  }
  if (!spec.hostNetwork) {
    const text = 'hostNetwork must be true if pod contains any hostProcess containers'
    errors.push(invalid(`${path}.hostNetwork`, false, text))
  }
  if (!allowPrivileged) {
    errors.push(forbidden(path, 'hostProcess containers are disallowed by cluster policy'))
  }
}
