// in: an APIService → out: what is needed to serve its group version elsewhere. Never: calls.
import type { Dict, KubeObject } from '@binnacle/meta'
import type { Destination } from './exchange.ts'
import type { ServiceReference } from './service-address.ts'

/** How a replica shows itself to servers behind it. */
export interface ProxyIdentity {
  /** PEM. */
  readonly cert: string | undefined
  readonly key: string | undefined
}

export interface RemoteService {
  readonly name: string
  readonly group: string
  readonly version: string
  readonly service: ServiceReference
  readonly available: boolean
  /** `/apis/GROUP/VERSION`. */
  readonly root: string
  readonly resourceVersion: string
  readonly tls: Pick<Destination, 'ca' | 'cert' | 'key' | 'insecureSkipVerify' | 'serverName'>
}

const httpsPort = 443

/** undefined: served here. */
export function remoteService(
  { metadata, spec, status }: KubeObject,
  { cert, key }: ProxyIdentity,
): RemoteService | undefined {
  const reference: Dict | undefined = spec?.service
  if (!reference) return undefined
  const group: string = spec.group ?? ''
  const version: string = spec.version ?? ''
  const { namespace = '', name = '', port = httpsPort } = reference
  const conditions: Dict[] = status?.conditions ?? []
  const available = conditions.find((each) => each.type === 'Available')
  return {
    name: metadata.name ?? '',
    group,
    version,
    service: { namespace, name, port },
    available: available?.status === 'True',
    root: group === '' ? `/api/${version}` : `/apis/${group}/${version}`,
    resourceVersion: metadata.resourceVersion ?? '',
    tls: {
      cert,
      key,
      ca: spec.caBundle ? Buffer.from(spec.caBundle, 'base64').toString('utf8') : undefined,
      insecureSkipVerify: spec.insecureSkipTLSVerify === true,
      serverName: `${name}.${namespace}.svc`,
    },
  }
}
