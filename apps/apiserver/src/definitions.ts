// in: the store and the live catalogue → out: the loop that keeps definitions of users served here. Never: how they are served.
import { randomUUID } from 'node:crypto'
import type { LiveCatalogue } from '@binnacle/catalogue'
import type { Allowed, RequestInfo } from '@binnacle/exchange'
import { kindOf } from '@binnacle/kinds'
import { type CrdLoop, createCrdLoop } from '@binnacle/loops'
import { formatApiVersion, formatTime, type KubeObject, parseApiVersion } from '@binnacle/meta'
import type { ObjectStore } from '@binnacle/objects'
import { fieldFilter, trackUpdate } from '@binnacle/patch'
import type { Shapes } from './shapes.ts'

export interface Definitions {
  readonly loop: CrdLoop
  /** Notes in metadata.managedFields that the server wrote `object` over `was`. */
  track(object: KubeObject, was: KubeObject | undefined, subresource: string): void
  /** Before a request is bound: what was defined elsewhere a moment ago is known here too. */
  known(request: Allowed): undefined | Promise<void>
}

/** Whom a version that is not served here may still belong to. */
function isUnknown(
  { isResourceRequest, group, version, resource }: RequestInfo,
  live: LiveCatalogue,
) {
  if (!isResourceRequest || !group.includes('.') || resource === '') return false
  return live.current().resource({ group, version }, resource) === undefined
}

export function definitionsOf(
  live: LiveCatalogue,
  store: ObjectStore,
  shapes: Shapes,
  log: (message: string) => void,
): Definitions {
  const track: Definitions['track'] = (object, was, subresource) =>
    trackServer(live, object, was, subresource)
  const loop = createCrdLoop({
    store,
    catalogue: live,
    shapeOf: shapes.of,
    now: () => new Date(),
    newUid: randomUUID,
    track,
    log,
  })
  return {
    loop,
    track,
    known(request) {
      const { info } = request
      if (!isUnknown(info, live)) return undefined
      return loop.refresh(info.group, info.resource).then(() => undefined)
    },
  }
}

function trackServer(
  live: LiveCatalogue,
  object: KubeObject,
  was: KubeObject | undefined,
  subresource: string,
): void {
  const def = live.current().byKind(parseApiVersion(object.apiVersion), object.kind)
  if (def === undefined) return
  const kind = kindOf(def)
  const entries = trackUpdate({
    apiVersion: formatApiVersion(def),
    type: def.type,
    subresource,
    manager: 'kube-apiserver',
    time: formatTime(new Date()),
    filter: fieldFilter(kind.resetFields?.[subresource], kind.keptFields?.[subresource]),
    was,
    now: object,
  })
  if (entries === undefined || entries.length === 0) delete object.metadata.managedFields
  else object.metadata.managedFields = entries
}
