// in: `[scheme:]name[:port]`, as proxy paths name their target → out: its parts. Never: whether it exists.
import { dns1035Label, portNumber } from '@binnacle/meta'

export interface ProxyName {
  readonly scheme: 'http' | 'https'
  readonly name: string
  readonly port: string
}

function isPort(port: string): boolean {
  if (/^\d+$/.test(port)) return portNumber(Number(port)).length === 0
  return dns1035Label(port).length === 0
}

/** undefined: not a name of this form. */
export function splitProxyName(id: string): ProxyName | undefined {
  const parts = id.split(':')
  const [first = '', second = '', third = ''] = parts
  if (parts.length === 1)
    return first === '' ? undefined : { scheme: 'http', name: first, port: '' }
  if (parts.length === 2) {
    if (first === '' || !(second === '' || isPort(second))) return undefined
    return { scheme: 'http', name: first, port: second }
  }
  if (parts.length !== 3 || second === '') return undefined
  if (first !== '' && first !== 'http' && first !== 'https') return undefined
  if (!(third === '' || isPort(third))) return undefined
  return { scheme: first === 'https' ? 'https' : 'http', name: second, port: third }
}
