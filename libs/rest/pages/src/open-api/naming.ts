// in: a resource → out: the words that its operations and schemas are named by.
import type { ResourceDef } from '@binnacle/catalogue'
import { formatApiVersion, type GroupVersion, type GroupVersionKind } from '@binnacle/meta'
import { customSchemaName, versionWord } from './names.ts'

export interface Naming {
  readonly def: ResourceDef
  readonly gv: GroupVersion
  readonly kind: GroupVersionKind
  /** `AppsV1` */
  readonly words: string
  /** `Namespaced` or nothing. */
  readonly scope: string
  /** Schema names of the object and its list. */
  readonly name: string
  readonly listName: string
  readonly produces: 'custom' | 'builtin'
}

export function kindWords(def: ResourceDef): Naming {
  const gv = { group: def.group, version: def.version }
  const name = def.custom ? customSchemaName(def) : def.type.name
  return {
    def,
    gv,
    kind: { ...gv, kind: def.kind },
    words: versionWord(gv),
    scope: def.namespaced ? 'Namespaced' : '',
    name,
    listName: `${name.slice(0, name.lastIndexOf('.') + 1)}${def.listKind}`,
    produces: def.custom ? 'custom' : 'builtin',
  }
}

export function groupPath(gv: GroupVersion): string {
  return `${gv.group === '' ? '/api/' : '/apis/'}${formatApiVersion(gv)}`
}
