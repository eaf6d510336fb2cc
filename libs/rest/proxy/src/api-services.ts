// in: APIServices as they change → out: those that are served elsewhere, and the order of all.
// Never: calls, writes.
import type { GroupVersion, KubeObject } from '@binnacle/meta'
import type { StoredObject } from '@binnacle/objects'
import { type ProxyIdentity, type RemoteService, remoteService } from './remote-service.ts'

export interface Priority {
  readonly group: number
  readonly version: number
}

export interface ApiServices {
  /** By `VERSION.GROUP`; empty as long as everything is served here. */
  readonly remote: ReadonlyMap<string, RemoteService>
  objectOf(name: string): KubeObject | undefined
  priorityOf(gv: GroupVersion): Priority | undefined
  /** `name`: of the APIService that changed or went. */
  onChange(listener: (name: string) => void): void
  /** Of the store: what is there now, and what went. */
  put(stored: StoredObject): void
  drop(namespace: string, name: string): void
}

export function keepApiServices(identity: ProxyIdentity): ApiServices {
  const remote = new Map<string, RemoteService>()
  const objects = new Map<string, KubeObject>()
  const listeners: ((name: string) => void)[] = []
  const tell = (name: string) => {
    for (const listener of listeners) listener(name)
  }
  return {
    remote,
    objectOf: (name) => objects.get(name),
    priorityOf({ group, version }) {
      const spec = objects.get(`${version}.${group}`)?.spec
      return spec && { group: spec.groupPriorityMinimum ?? 0, version: spec.versionPriority ?? 0 }
    },
    onChange: (listener) => void listeners.push(listener),
    put(stored) {
      const object = stored.view()
      const { name } = stored
      objects.set(name, object)
      const found = remoteService(object, identity)
      if (found) remote.set(name, found)
      else if (!remote.delete(name)) return
      tell(name)
    },
    drop(_namespace, name) {
      objects.delete(name)
      if (remote.delete(name)) tell(name)
    },
  }
}
