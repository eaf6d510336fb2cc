// in: a mutation of a policy and an object → out: the object changed, or why not. Never: which policies apply.
import type { ResourceDef } from '@binnacle/catalogue'
import { CelList, CelMap, type CelValue, plainJson } from '@binnacle/cel'
import { readCustom } from '@binnacle/kinds'
import type { Dict, KubeObject } from '@binnacle/meta'
import { mergeConfiguration } from '@binnacle/patch'
import { decodeTyped } from '@binnacle/schema'
import { atomicParts, unknownParts } from '../patching/apply-configuration.ts'
import { applyJsonPatch, PatchFault, TestFailed } from '../patching/json-patch.ts'

/** Its text is the one that clients see. */
export class MutationFault extends Error {}

/** Names of object types must say where in the object they stand. */
function checkTypeNames(value: CelValue, path: string): void {
  if (value instanceof CelList) {
    for (const item of value) checkTypeNames(item, path)
  } else if (value instanceof CelMap && value.objectType?.name.startsWith('Object')) {
    const { name } = value.objectType
    if (name !== path) {
      const text = `type mismatch: unexpected type name ${JSON.stringify(name)}, expected ${JSON.stringify(path)}, which matches field name path from root Object type`
      throw new MutationFault(text)
    }
    for (const key of value.keys()) {
      checkTypeNames(value.find(key as string) as CelValue, `${path}.${String(key)}`)
    }
  }
}

function operationsOf(value: CelValue): Dict[] {
  if (!(value instanceof CelList)) {
    throw new MutationFault('type mismatch: JSONPatchType.expression should evaluate to array')
  }
  return [...value].map((item) => {
    const operation = item as CelMap
    const inner = operation.find('value')
    if (inner instanceof CelMap && inner.objectType) checkTypeNames(inner, inner.objectType.name)
    return plainJson(operation) as Dict
  })
}

export function patchByExpression(object: KubeObject, value: CelValue): KubeObject {
  try {
    return applyJsonPatch(object, operationsOf(value)) as KubeObject
  } catch (error) {
    if (error instanceof TestFailed) return object
    if (error instanceof PatchFault) throw new MutationFault(`JSON Patch: ${error.message}`)
    throw error
  }
}

function refuseUnknown(def: ResourceDef, patch: Dict): void {
  const unknown = def.type.fields.size === 0 ? [] : unknownParts(def.type, patch)
  if (unknown.length === 0) return
  const shown = unknown.length === 1 ? unknown[0] : `errors:\n  ${unknown.join('\n  ')}`
  const head = 'error applying patch: failed to convert patch object to typed object'
  throw new MutationFault(`${head}: ${shown}`)
}

export function applyByExpression(
  object: KubeObject,
  value: CelValue,
  def: ResourceDef,
): KubeObject {
  checkTypeNames(value, 'Object')
  const { apiVersion, kind } = object
  const patch = { ...(plainJson(value) as Dict), apiVersion, kind }
  refuseUnknown(def, patch)
  const atomics = atomicParts(def.type, patch)
  if (atomics.length > 0) {
    const text = `may not mutate atomic arrays, maps or structs: ${atomics.join(', ')}`
    throw new MutationFault(`error applying patch: invalid ApplyConfiguration: ${text}`)
  }
  return mergeConfiguration(object, patch, def.type)
}

/** Along the type, as a body would be: what a custom resource's schema does not know is gone. */
export function settled(object: KubeObject, def: ResourceDef): KubeObject {
  if (object.kind !== def.kind) return object
  if (def.custom) {
    readCustom(object, def, [])
    return object
  }
  const decoded = decodeTyped(object, def.type) as KubeObject
  decoded.metadata ??= {}
  return decoded
}
