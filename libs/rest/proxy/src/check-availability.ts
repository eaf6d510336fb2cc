// in: an APIService with a service → out: whether the service can be used, in the reference's words. Never: a write.
import type { User } from '@binnacle/exchange'
import { type Dict, goQuote } from '@binnacle/meta'
import { askBackend } from './ask-backend.ts'
import { dialWords } from './dial-words.ts'
import type { RemoteService } from './remote-service.ts'
import { type Known, serviceAddress, services, slicesOf, typeOfService } from './service-address.ts'

export interface Availability {
  readonly status: 'True' | 'False'
  readonly reason: string
  readonly message: string
}

const attempts = 5
const withinMs = 5_000
const asker: User = {
  name: 'system:kube-aggregator',
  uid: '',
  groups: ['system:masters'],
  extra: {},
}

function no(reason: string, message: string): Availability {
  return { status: 'False', reason, message }
}

/** What can be seen without a call; undefined: nothing speaks against it. */
export function seenFault(
  known: Known,
  { service: wanted }: RemoteService,
): Availability | undefined {
  const { namespace, name, port } = wanted
  const shown = `service/${name} in ${goQuote(namespace)}`
  const service = known.lookUp(services, namespace, name)
  if (service === undefined) return no('ServiceNotFound', `${shown} is not present`)
  if (typeOfService(service) !== 'ClusterIP') return undefined
  const ports: Dict[] = service.spec?.ports ?? []
  const found = ports.find((each) => each.port === port)
  if (!found) return no('ServicePortError', `${shown} is not listening on port ${port}`)
  const slices = slicesOf(known, wanted)
  if (slices.length === 0) {
    return no('EndpointsNotFound', `cannot find endpointslices for ${shown}`)
  }
  const portName: string = found.name ?? ''
  const isReady = slices.some(
    ({ endpoints, ports: open }) =>
      (endpoints ?? []).some((each: Dict) => each.conditions?.ready !== false) &&
      (open ?? []).some((each: Dict) => (each.name ?? '') === portName && each.port !== undefined),
  )
  if (isReady) return undefined
  const text = `endpointslices for ${shown} have no addresses with port name ${goQuote(portName)}`
  return no('MissingEndpoints', text)
}

/** Asks for the group version; one good answer of several is enough. */
export async function checkAvailability(
  known: Known,
  remote: RemoteService,
  byEndpoints: boolean,
): Promise<Availability> {
  const fault = seenFault(known, remote)
  if (fault) return fault
  try {
    await ask(known, remote, byEndpoints).catch(() =>
      Promise.any(Array.from({ length: attempts - 1 }, () => ask(known, remote, byEndpoints))),
    )
    return { status: 'True', reason: 'Passed', message: 'all checks passed' }
  } catch (error) {
    const last = (error as AggregateError).errors?.at(-1) ?? error
    return no('FailedDiscoveryCheck', (last as Error).message)
  }
}

async function ask(known: Known, remote: RemoteService, byEndpoints: boolean): Promise<void> {
  const host = serviceAddress(known, remote.service, byEndpoints)
  const url = `https://${host}${remote.root}`
  const failing = (why: string) => new Error(`failing or missing response from ${url}: ${why}`)
  const asked = { host, path: remote.root, user: asker, withinMs }
  const { status } = await askBackend(remote, asked).catch((error: Error) => {
    throw failing(`Get ${goQuote(url)}: ${dialWords(error, new URL(url))}`)
  })
  if (status < 200 || status >= 300) throw failing(`bad status from ${url}: ${status}`)
}
