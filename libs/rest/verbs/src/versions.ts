// in: an object in one version → out: the same in the stored or in a served version. Never: bytes.
import type { ResourceDef } from '@binnacle/catalogue'
import { kindOf } from '@binnacle/kinds'
import { formatApiVersion, type KubeObject } from '@binnacle/meta'
import { copyWithFloats } from '@binnacle/schema'

/** What is served is what is stored, byte for byte. */
export function servedAsStored(def: ResourceDef): boolean {
  return (
    def.custom === undefined &&
    def.group === def.storage.group &&
    def.version === def.storage.version
  )
}

/** The draft in the storage version, with its defaults. */
export function toStorage(object: KubeObject, def: ResourceDef): KubeObject {
  const kind = kindOf(def)
  const converted = kind.toStorage?.(object, def) ?? object
  converted.apiVersion = formatApiVersion(def.storage)
  kind.defaults?.(converted)
  return converted
}

/** The stored object as this version of the resource shows it; may change the object given. */
export function toServed(object: KubeObject, def: ResourceDef): KubeObject {
  if (servedAsStored(def)) return object
  const kind = kindOf(def)
  const converted = kind.fromStorage?.(object, def) ?? object
  converted.apiVersion = formatApiVersion(def)
  converted.kind = def.kind
  return converted
}

/** A draft or stored object in the version of the request; what is given stays as it is. */
export function inRequestVersion(object: KubeObject, def: ResourceDef): KubeObject {
  return servedAsStored(def) ? object : toServed(copyWithFloats(object), def)
}
