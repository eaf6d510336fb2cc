// in: objects → out: surroundings over a memory store and the built-in catalogue, and writes in them. For tests.
import { builtinCatalogue, createLiveCatalogue, type ResourceDef } from '@binnacle/catalogue'
import type { Surroundings } from '@binnacle/kinds'
import type { KubeObject } from '@binnacle/meta'
import { createMemoryStore, type ResourceShape } from '@binnacle/objects'
import type { Admitted } from './step.ts'

export interface TestCluster {
  readonly surroundings: Surroundings
  put(object: KubeObject): Promise<void>
  write(part: Partial<Admitted> & { readonly object: KubeObject }): Admitted & {
    readonly warnings: string[]
    readonly annotations: Map<string, string>
  }
}

export function testCluster(): TestCluster {
  const catalogue = createLiveCatalogue(builtinCatalogue({}))
  const store = createMemoryStore()
  const shapes = new Map<string, ResourceShape>()
  const shapeOf = (def: ResourceDef): ResourceShape => {
    const { group, resource, namespaced, storage } = def
    const selectable = () => ({})
    const made = {
      prefix: storage.prefix,
      group,
      resource,
      namespaced,
      selectable,
    } as unknown as ResourceShape
    const known = shapes.get(storage.prefix) ?? made
    shapes.set(storage.prefix, known)
    return known
  }
  const defOf = (group: string, resource: string) =>
    catalogue
      .current()
      .all()
      .find((def) => def.group === group && def.resource === resource)
  const parts: Partial<Surroundings> = {
    catalogue,
    store,
    shapeOf,
    lookUp({ group, resource }, namespace, name) {
      const def = defOf(group, resource)
      return def && store.peek({ shape: shapeOf(def), namespace, name })?.view()
    },
    *lookUpAll({ group, resource }, namespace) {
      const def = defOf(group, resource)
      if (def === undefined) return
      for (const stored of store.peekAll(shapeOf(def), namespace)) yield stored.view()
    },
    authorize: () => ({ decision: 'allow', reason: '' }),
  }
  const surroundings = parts as Surroundings
  const defFor = ({ apiVersion = '', kind = '' }: KubeObject): ResourceDef => {
    const [group, version] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion]
    return catalogue.current().byKind({ group, version } as never, kind) as ResourceDef
  }
  return {
    surroundings,
    async put(object) {
      const { namespace = '', name = '' } = object.metadata
      await store.create({ shape: shapeOf(defFor(object)), namespace, name }, object, {})
    },
    write({ object, ...part }) {
      const def = defFor(object)
      const warnings: string[] = []
      const annotations = new Map<string, string>()
      return {
        operation: 'CREATE',
        def,
        subresource: '',
        kind: { group: def.group, version: def.version, kind: def.kind },
        namespace: object.metadata.namespace ?? '',
        name: object.metadata.name ?? '',
        user: { name: 'admin', uid: '', groups: ['system:masters'], extra: {} },
        dryRun: false,
        object,
        oldObject: undefined,
        options: { apiVersion: 'meta.k8s.io/v1', kind: 'CreateOptions', metadata: {} },
        surroundings,
        warn: (text) => warnings.push(text),
        annotate: (key, value) => annotations.set(key, value),
        companions: [],
        warnings,
        annotations,
        ...part,
      }
    },
  }
}
