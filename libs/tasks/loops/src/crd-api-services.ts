// in: the versions that definitions serve → out: an APIService for each, and none for others. Never: other APIServices.
import type { ResourceDef } from '@binnacle/catalogue'
import { formatTime, type KubeObject } from '@binnacle/meta'
import type { ResourceShape, StoredObject } from '@binnacle/objects'
import type { CrdTools } from './crd-tools.ts'

const automanaged = 'kube-aggregator.kubernetes.io/automanaged'

function apiService(group: string, version: string, tools: CrdTools): KubeObject {
  const now = formatTime(tools.now())
  return {
    kind: 'APIService',
    apiVersion: 'apiregistration.k8s.io/v1',
    metadata: {
      name: `${version}.${group}`,
      uid: tools.newUid(),
      creationTimestamp: now,
      labels: { [automanaged]: 'true' },
    },
    spec: { group, version, groupPriorityMinimum: 1000, versionPriority: 100 },
    status: {
      conditions: [
        {
          type: 'Available',
          status: 'True',
          lastTransitionTime: now,
          reason: 'Local',
          message: 'Local APIServices are always available',
        },
      ],
    },
  }
}

function isOurs(stored: StoredObject): boolean {
  return stored.view().metadata.labels?.[automanaged] === 'true'
}

async function create(tools: CrdTools, shape: ResourceShape, def: ResourceDef): Promise<void> {
  const object = apiService(def.group, def.version, tools)
  const place = { shape, namespace: '', name: object.metadata.name as string }
  tools.track(object, undefined, '')
  try {
    await tools.store.create(place, object)
  } catch (error) {
    // Another replica was faster.
    if ((error as { reason?: string }).reason !== 'AlreadyExists') throw error
  }
}

async function remove(tools: CrdTools, shape: ResourceShape, name: string): Promise<void> {
  for await (const attempt of tools.store.attempts({ shape, namespace: '', name })) {
    if (attempt.current === undefined || !isOurs(attempt.current)) return
    if (await attempt.remove()) return
  }
}

export async function syncApiServices(
  tools: CrdTools,
  served: readonly ResourceDef[],
): Promise<void> {
  const gv = { group: 'apiregistration.k8s.io', version: 'v1' }
  const def = tools.catalogue.current().resource(gv, 'apiservices')
  if (def === undefined) return
  const shape = tools.shapeOf(def)
  const wanted = new Map(served.map((each) => [`${each.version}.${each.group}`, each]))
  const query = { shape, namespace: '', resourceVersion: '0', limit: 0, continue: '' }
  const there = new Set<string>()
  for (const stored of (await tools.store.list(query)).items) {
    there.add(stored.name)
    if (isOurs(stored) && !wanted.has(stored.name)) await remove(tools, shape, stored.name)
  }
  for (const [name, each] of wanted) if (!there.has(name)) await create(tools, shape, each)
}
