// in: nothing → out: the types of what expressions on admission see. Never: values.
import { type DeclType, listDecl, mapDecl, objectDecl, scalarDecl } from './environment.ts'
import { boolType, dynType, intType, stringType, timestampType } from './types.ts'

const unbounded = Number.MAX_SAFE_INTEGER

const text = scalarDecl(stringType, 2, unbounded)
const texts = listDecl(text, unbounded)
const textMap = mapDecl(text, unbounded)
const time = scalarDecl(timestampType, 22)
const flag = scalarDecl(boolType, 4)
const int = scalarDecl(intType, 1)
const any = scalarDecl(dynType, 1, unbounded)

function object(name: string, fields: Readonly<Record<string, DeclType>>): DeclType {
  return objectDecl(`kubernetes.${name}`, new Map(Object.entries(fields)))
}

const kind = object('GroupVersionKind', { group: text, version: text, kind: text })
const resource = object('GroupVersionResource', { group: text, version: text, resource: text })
const userInfo = object('UserInfo', {
  username: text,
  uid: text,
  groups: texts,
  extra: mapDecl(texts, unbounded),
})

export const admissionRequestDecl: DeclType = object('AdmissionRequest', {
  kind,
  resource,
  subResource: text,
  requestKind: kind,
  requestResource: resource,
  requestSubResource: text,
  name: text,
  namespace: text,
  operation: text,
  userInfo,
  dryRun: flag,
  options: any,
})

const condition = object('NamespaceCondition', {
  status: text,
  type: text,
  lastTransitionTime: time,
  message: text,
  reason: text,
})

export const namespaceDecl: DeclType = object('Namespace', {
  metadata: object('NamespaceMetadata', {
    name: text,
    generateName: text,
    namespace: text,
    labels: textMap,
    annotations: textMap,
    UID: text,
    creationTimestamp: time,
    deletionGracePeriodSeconds: int,
    deletionTimestamp: time,
    generation: int,
    resourceVersion: text,
    finalizers: texts,
  }),
  spec: object('NamespaceSpec', { finalizers: texts }),
  status: object('NamespaceStatus', { conditions: listDecl(condition, unbounded), phase: text }),
})

export const jsonPatchDecl: DeclType = objectDecl(
  'JSONPatch',
  new Map([
    ['op', text],
    ['path', text],
    ['from', text],
    ['value', any],
  ]),
)

/** Any name is a field: the types of objects are not known when a policy is written. */
const anyFields: Map<string, DeclType> = Object.assign(new Map<string, DeclType>(), {
  get: () => any,
  has: () => true,
})

/** Object types by name; `Object` and all names below it are types, each with any fields. */
export function patchTypes(named: Iterable<readonly [string, DeclType]>): Map<string, DeclType> {
  const types = new Map(named)
  const find = types.get.bind(types)
  types.get = (name) => {
    const known = find(name)
    if (known !== undefined) return known
    if (name !== 'Object' && !name.startsWith('Object.')) return undefined
    const made = objectDecl(name, anyFields)
    types.set(name, made)
    return made
  }
  return types
}
