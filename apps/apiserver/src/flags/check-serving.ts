// in: flags about ports, TLS and the life of requests → out: what is wrong with them. Never: a socket.
import type { Flags } from './check-flags.ts'
import { cipherFaults, curveFaults } from './tls-names.ts'
import { nameCertificateFault } from './name-certificates.ts'

export function servingFaults(flags: Flags): string[] {
  const faults: string[] = []
  for (const name of [
    'max-requests-inflight',
    'max-mutating-requests-inflight',
    'min-request-timeout',
  ] as const) {
    if (flags.number(name) < 0) faults.push(`--${name} can not be negative value`)
  }
  for (const name of [
    'request-timeout',
    'storage-initialization-timeout',
    'shutdown-delay-duration',
  ] as const) {
    if (flags.milliseconds(name) < 0) faults.push(`--${name} can not be negative value`)
  }
  if (flags.milliseconds('livez-grace-period') < 0) {
    faults.push('--livez-grace-period can not be a negative value')
  }
  const watchGrace = 'shutdown-watch-termination-grace-period'
  if (flags.milliseconds(watchGrace) < 0) {
    faults.push(`${watchGrace}, if provided, can not be a negative value`)
  }
  faults.push(...transportSecurityFaults(flags.text('strict-transport-security-directives')))
  for (const origin of flags.list('cors-allowed-origins')) {
    const why = originFault(origin)
    if (why) faults.push(`--cors-allowed-origins has an invalid regular expression: ${why}`)
  }
  faults.push(...cipherFaults(flags.list('tls-cipher-suites')))
  faults.push(...curveFaults(flags.list('tls-curve-preferences')))
  for (const text of flags.texts('tls-sni-cert-key')) {
    const why = nameCertificateFault(text)
    if (why)
      faults.push(`invalid argument ${JSON.stringify(text)} for "--tls-sni-cert-key" flag: ${why}`)
  }
  return faults
}

function transportSecurityFaults(text: string): string[] {
  if (text === '') return []
  const flag = 'strict-transport-security-directives'
  const allowed = 'max-age=expireTime, includeSubDomains, preload'
  const more = 'see https://tools.ietf.org/html/rfc6797#section-6.1 for more information'
  return text.split(',').flatMap((directive) => {
    if (directive.trim() === '') return [`empty value in ${flag}`]
    if (/^(includeSubDomains|preload|max-age=[^=]*)$/.test(directive.trim())) return []
    return [`--${flag} invalid, allowed values: ${allowed}. ${more}`]
  })
}

/** An expression that does not hold both ends would let in sites whose names merely contain it. */
function originFault(expression: string): string | undefined {
  try {
    new RegExp(expression)
  } catch (error) {
    return (error as Error).message
  }
  if (/\^|\/\//.test(expression) && /[$:]/.test(expression)) return undefined
  return 'regular expression does not pin to start/end of host in the origin header'
}
