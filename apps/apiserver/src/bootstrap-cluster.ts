// in: config and rooms → out: nothing; afterwards the store holds what every cluster starts with.
import { randomUUID } from 'node:crypto'
import type { LiveCatalogue } from '@binnacle/catalogue'
import { type BootstrapTools, bootstrap } from '@binnacle/loops'
import type { KubeObject } from '@binnacle/meta'
import type { ObjectStore } from '@binnacle/objects'
import type { Config } from './config.ts'
import type { Shapes } from './shapes.ts'

export function bootstrapTools(
  live: LiveCatalogue,
  store: ObjectStore,
  shapes: Shapes,
): BootstrapTools {
  return {
    store,
    placeOf(object) {
      const def = live.current().byKind(groupVersionOf(object), object.kind ?? '')
      if (def === undefined) return undefined
      const { name = '', namespace = '' } = object.metadata
      return { shape: shapes.of(def), namespace, name }
    },
    now: () => new Date(),
    newUid: randomUUID,
  }
}

export async function bootstrapCluster(config: Config, tools: BootstrapTools): Promise<void> {
  const { requestHeader } = config.identity
  await bootstrap(
    {
      authentication: {
        clientCa: config.clientCa,
        requestHeaderCa: config.requestHeaderCa,
        requestHeaderAllowedNames: requestHeader?.allowedNames,
        requestHeaderExtraPrefixes: requestHeader?.extraHeaderPrefixes,
        requestHeaderGroups: requestHeader?.groupHeaders,
        requestHeaderUids: requestHeader?.uidHeaders,
        requestHeaderUsers: requestHeader?.usernameHeaders,
      },
      service: {
        ranges: config.settings.serviceClusterIpRanges,
        targetPort: config.serving.securePort,
        nodePort: config.serviceNodePort,
      },
    },
    tools,
  )
}

function groupVersionOf(object: KubeObject): { group: string; version: string } {
  const [first = '', second] = (object.apiVersion ?? '').split('/')
  return second === undefined ? { group: '', version: first } : { group: first, version: second }
}
