// in: resources of the catalogue → out: how the store sees them, one shape for all versions of a resource.
import type { LiveCatalogue, ResourceDef } from '@binnacle/catalogue'
import { kindOf } from '@binnacle/kinds'
import type { GroupResource, KubeObject } from '@binnacle/meta'
import type { ResourceShape } from '@binnacle/objects'

export interface Shapes {
  of(def: ResourceDef): ResourceShape
  /** undefined: the resource is not served. */
  find(resource: GroupResource): ResourceShape | undefined
}

export function createShapes(live: LiveCatalogue): Shapes {
  let known = new Map<string, ResourceShape>()
  // A custom resource may come back in another shape under the same name.
  live.onChange(() => {
    known = new Map()
  })
  const of = (def: ResourceDef): ResourceShape => {
    const id = `${def.group}/${def.resource}`
    let shape = known.get(id)
    if (shape === undefined) {
      shape = shapeOf(def)
      known.set(id, shape)
    }
    return shape
  }
  return {
    of,
    find(resource) {
      const shape = known.get(`${resource.group}/${resource.resource}`)
      if (shape !== undefined) return shape
      const catalogue = live.current()
      const group = catalogue.groups.find(({ group: name }) => name === resource.group)
      for (const version of group?.versions ?? []) {
        const def = catalogue.resource({ group: resource.group, version }, resource.resource)
        if (def !== undefined) return of(def)
      }
      return undefined
    },
  }
}

function shapeOf(def: ResourceDef): ResourceShape {
  const kind = kindOf(def)
  const paths = (def.custom?.selectableFields ?? []).map((path) => ({
    label: path.replace(/^\./, ''),
    segments: path.split('.').filter((part) => part !== ''),
  }))
  return {
    prefix: def.storage.prefix,
    resource: { group: def.group, resource: def.resource },
    namespaced: def.namespaced,
    selectable(object) {
      const fields: Record<string, string> = { 'metadata.name': object.metadata.name ?? '' }
      if (def.namespaced) fields['metadata.namespace'] = object.metadata.namespace ?? ''
      for (const { label, segments } of paths) fields[label] = textAt(object, segments)
      return kind.selectable ? Object.assign(fields, kind.selectable(object)) : fields
    },
  }
}

function textAt(object: KubeObject, segments: readonly string[]): string {
  let value: unknown = object
  for (const segment of segments) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return ''
    value = (value as Record<string, unknown>)[segment]
  }
  return value === undefined || value === null ? '' : String(value)
}
