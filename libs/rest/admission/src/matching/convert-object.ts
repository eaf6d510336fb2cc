// in: an object in the version of a write → out: it as another served version shows it, and back.
// Never: the object changed.
import type { ResourceDef } from '@binnacle/catalogue'
import { kindOf } from '@binnacle/kinds'
import { formatApiVersion, internalError, type KubeObject } from '@binnacle/meta'
import type { Admitted } from '../step.ts'

/** Objects of subresources (Scale, Eviction) are of one version only. */
function isOf(object: KubeObject, def: ResourceDef): boolean {
  return object.kind === undefined || object.kind === def.kind
}

/** What a webhook has converted for a write: others that want to see the same do not ask again. */
const converted = new WeakMap<Admitted, Map<string, Promise<KubeObject>>>()

async function convert(
  write: Admitted,
  object: KubeObject,
  apiVersion: string,
): Promise<KubeObject> {
  const known = converted.get(write) ?? new Map<string, Promise<KubeObject>>()
  converted.set(write, known)
  const key = `${apiVersion} ${JSON.stringify(object)}`
  const coming = known.get(key) ?? write.convert?.(object, apiVersion) ?? Promise.resolve(object)
  known.set(key, coming)
  try {
    return structuredClone(await coming)
  } catch (error) {
    throw internalError((error as Error).message)
  }
}

/** A webhook of the definition converts between the two. */
function isConvertedApart(write: Admitted, def: ResourceDef): boolean {
  return write.convert !== undefined && write.def.version !== def.version
}

/** Throws ApiError where a webhook should convert it and does not. */
export async function shownAs<T extends KubeObject | undefined>(
  write: Admitted,
  object: T,
  def: ResourceDef,
): Promise<T> {
  if (object === undefined || !isOf(object, def)) return object
  const apiVersion = formatApiVersion(def)
  if (isConvertedApart(write, def)) return (await convert(write, object, apiVersion)) as T
  const kind = kindOf(def)
  if (!kind.fromStorage && object.apiVersion === apiVersion) return object
  const draft = structuredClone(object) as KubeObject
  const shown = kind.fromStorage?.(draft, def) ?? draft
  shown.apiVersion = apiVersion
  shown.kind = def.kind
  return shown as T
}

/** With its defaults; may change the object given. Throws ApiError as `shownAs` does. */
export async function storedFrom(
  write: Admitted,
  shown: KubeObject,
  def: ResourceDef,
): Promise<KubeObject> {
  if (!isOf(shown, def)) return shown
  const kind = kindOf(def)
  const stored = kind.toStorage?.(shown, def) ?? shown
  if (isConvertedApart(write, def)) {
    return await convert(write, stored, formatApiVersion(write.def))
  }
  stored.apiVersion = formatApiVersion(def.storage)
  kind.defaults?.(stored)
  return stored
}
