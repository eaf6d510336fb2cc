// in: a host → out: an address of it that a proxy may reach. Never: a connection.
import { lookup } from 'node:dns/promises'
import { badRequest } from '@binnacle/meta'
import { isGlobalUnicast } from './target-url.ts'

/**
 * Looked up once, and the connection goes to what was looked at: a second answer could lead to this
 * machine. One bad address among good ones refuses all, as the reference does.
 */
export async function allowedAddress(host: string): Promise<string> {
  const found = await lookup(host, { all: true }).catch(() => {
    throw badRequest(`lookup ${host}: no such host`)
  })
  if (!found.every(({ address }) => isGlobalUnicast(address))) {
    throw badRequest('address not allowed')
  }
  return (found[0] as { address: string }).address
}
