// in: flow schemas and priority levels as they change → out: each schema says whether its level exists.
import { type Following, follow } from '@binnacle/authz'
import type { LiveCatalogue, ResourceDef } from '@binnacle/catalogue'
import { type Dict, formatTime, goQuote, type KubeObject } from '@binnacle/meta'
import type { ObjectStore, ResourceShape } from '@binnacle/objects'
import type { LocalClient } from '@binnacle/verbs'

export interface FlowSchemaTools {
  readonly catalogue: LiveCatalogue
  readonly store: ObjectStore
  readonly client: LocalClient
  shapeOf(def: ResourceDef): ResourceShape
  now(): Date
  log(message: string): void
}

const version = { group: 'flowcontrol.apiserver.k8s.io', version: 'v1' }
const manager = 'api-priority-and-fairness-config-consumer-v1'
/** Changes that come together are worked off together. */
const settleMs = 20
const retryMs = 1000

/** Every replica may do this at once: they all write the same. */
export function reportFlowSchemas(tools: FlowSchemaTools): { close(): void } {
  const catalogue = tools.catalogue.current()
  const schemaDef = catalogue.resource(version, 'flowschemas')
  const levelDef = catalogue.resource(version, 'prioritylevelconfigurations')
  if (schemaDef === undefined || levelDef === undefined) return { close: () => {} }
  const schemas = new Map<string, KubeObject>()
  const levels = new Map<string, KubeObject>()
  let timer: NodeJS.Timeout | undefined
  let working = Promise.resolve()
  let isReady = false

  async function work(): Promise<void> {
    timer = undefined
    for (const schema of [...schemas.values()]) {
      const level: string = schema.spec.priorityLevelConfiguration.name
      const wanted = conditionFor(level, levels.has(level))
      if (!says(schema, wanted)) await apply(schema.metadata.name ?? '', wanted)
    }
  }

  async function apply(name: string, wanted: Dict): Promise<void> {
    const lastTransitionTime = formatTime(tools.now())
    await tools.client.call({
      verb: 'patch',
      def: schemaDef as ResourceDef,
      name,
      subresource: 'status',
      query: `fieldManager=${manager}&force=true`,
      contentType: 'application/apply-patch+yaml',
      body: {
        apiVersion: `${version.group}/${version.version}`,
        kind: 'FlowSchema',
        metadata: { name, uid: schemas.get(name)?.metadata.uid },
        status: { conditions: [{ ...wanted, lastTransitionTime }] },
      },
    })
  }

  function soon(afterMs: number): void {
    if (!isReady) return
    timer ??= setTimeout(() => {
      working = working.then(work).catch((error: Error) => {
        tools.log(`status of flow schemas: ${error.message}`)
        soon(retryMs)
      })
    }, afterMs).unref()
  }

  const into = (kept: Map<string, KubeObject>) => ({
    put(object: { readonly name: string; view(): KubeObject }) {
      kept.set(object.name, object.view())
      soon(settleMs)
    },
    drop(_namespace: string, name: string) {
      kept.delete(name)
      soon(settleMs)
    },
  })
  const followings: Following[] = [
    follow(tools.store, tools.shapeOf(levelDef), into(levels)),
    follow(tools.store, tools.shapeOf(schemaDef), into(schemas)),
  ]
  void Promise.all(followings.map(({ ready }) => ready)).then(() => {
    isReady = true
    soon(0)
  })
  return {
    close() {
      isReady = false
      clearTimeout(timer)
      for (const following of followings) following.close()
    },
  }
}

function conditionFor(level: string, isThere: boolean): Dict {
  const subject = `This FlowSchema references the PriorityLevelConfiguration object named ${goQuote(level)}`
  return isThere
    ? { type: 'Dangling', status: 'False', reason: 'Found', message: `${subject} and it exists` }
    : {
        type: 'Dangling',
        status: 'True',
        reason: 'NotFound',
        message: `${subject} but there is no such object`,
      }
}

function says({ status }: KubeObject, wanted: Dict): boolean {
  const found = (status?.conditions ?? []).find(({ type }: Dict) => type === wanted.type)
  return (
    found !== undefined &&
    found.status === wanted.status &&
    found.reason === wanted.reason &&
    found.message === wanted.message
  )
}
