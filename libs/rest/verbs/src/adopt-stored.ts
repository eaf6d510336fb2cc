// in: a value as another server, or other flags, left it in etcd → out: as it is stored here.
// Never: etcd, or custom resources.
import { builtinCatalogue, type Catalogue, type ResourceDef, typeOf } from '@binnacle/catalogue'
import { parseProtobuf } from '@binnacle/codec'
import { fromBetaDefinition } from '@binnacle/kinds'
import {
  formatApiVersion,
  type GroupResource,
  type KubeObject,
  parseApiVersion,
} from '@binnacle/meta'
import { encodeObject, parseObject } from '@binnacle/objects'
import { decodeTyped, inStoreOrder } from '@binnacle/schema'
import { toStorage } from './versions.ts'

/**
 * undefined: it is as it should be. Else JSON in the storage version, without resourceVersion.
 * Throws when it is broken, or of a kind that nobody knows.
 */
export type AdoptStored = (resource: GroupResource, plain: Buffer) => Buffer | undefined

interface Expected {
  readonly def: ResourceDef
  readonly head: Buffer
}

const envelope = Buffer.from('k8s\0')
const beta = 'apiextensions.k8s.io/v1beta1'

function startsWith(value: Buffer, head: Buffer): boolean {
  return value.length >= head.length && head.compare(value, 0, head.length) === 0
}

/** All versions that there are: what was stored in one may be read when it is not served. */
let everyVersion: Catalogue | undefined

export function createAdoptStored(served: Catalogue): AdoptStored {
  const expected = new Map<string, Expected>()
  for (const def of served.all()) {
    const head = `{"kind":"${def.kind}","apiVersion":"${formatApiVersion(def.storage)}"`
    const first = expected.get(def.resource)?.def
    if (first === undefined || def.group === def.storage.group) {
      expected.set(def.resource, { def, head: Buffer.from(head) })
    }
  }
  return function adoptStored({ group, resource }, plain) {
    if (startsWith(plain, envelope)) return encodeObject(adopt(readProtobuf(plain), served))
    const known = expected.get(resource)
    if (known === undefined || startsWith(plain, known.head)) return undefined
    if (group !== '' && group !== known.def.group && group !== known.def.storage.group) {
      return undefined
    }
    return adoptJson(plain, known.def, served)
  }
}

/** The text of another version; all else is left to those who read it. */
function adoptJson(plain: Buffer, def: ResourceDef, served: Catalogue): Buffer | undefined {
  const object = parseObject(plain.toString())
  if (object.kind !== def.kind || object.apiVersion === formatApiVersion(def.storage)) {
    return undefined
  }
  return encodeObject(adopt(object, served))
}

function readProtobuf(plain: Buffer): KubeObject {
  const value = parseProtobuf(plain)
  const { apiVersion, kind } = value
  const type = typeOf({ ...parseApiVersion(apiVersion), kind })
  return (type ? inStoreOrder(decodeTyped(value, type), type) : value) as KubeObject
}

/** With the defaults: what was stored long ago may lack later ones. */
function adopt(object: KubeObject, served: Catalogue): KubeObject {
  const { apiVersion = '', kind = '' } = object
  // Definitions are kept in the version whose text is the shortest, though nobody serves it.
  if (apiVersion === beta) return adopt(fromBetaDefinition(object), served)
  everyVersion ??= builtinCatalogue({ 'api/all': 'true' })
  const def = everyVersion.byKind(parseApiVersion(apiVersion), kind)
  if (def === undefined) return object
  const now = served.all().find((one) => one.group === def.group && one.resource === def.resource)
  return toStorage(object, now === undefined ? def : { ...def, storage: now.storage })
}
