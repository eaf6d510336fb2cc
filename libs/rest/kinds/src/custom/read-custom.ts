// in: a decoded body of a kind that users defined → out: it without what its schema does not know. Never: defaults.
import type { CustomDef, ResourceDef } from '@binnacle/catalogue'
import { type Dict, errorText, goQuote, type KubeObject, parseApiVersion } from '@binnacle/meta'
import {
  coerceEmbedded,
  coerceMetadata,
  DecodeError,
  pruneCustom,
  pruneNulls,
} from '@binnacle/schema'

/** In place; `strict` gets `unknown field "spec.x"` in the order of the alphabet. Throws DecodeError. */
export function readCustom(object: KubeObject, def: ResourceDef, strict: string[]): void {
  const { custom } = def
  if (custom === undefined) return
  const unknown: string[] = []
  coerceMetadata(object, '', unknown)
  if (isOther(object, def)) {
    strict.push(...named(unknown))
    return
  }
  const schema = schemaFor(object, def, custom)
  if (!custom.preserveUnknownFields) {
    unknown.push(...pruneCustom(object, schema, true))
    pruneNulls(object, schema)
  }
  const error = coerceEmbedded(object, schema, unknown)
  if (error !== undefined) throw new DecodeError(errorText(error))
  strict.push(...named(unknown))
}

/** Of another group or kind, about which the schema says nothing. */
function isOther({ apiVersion, kind }: KubeObject, def: ResourceDef): boolean {
  return kind !== def.kind || parseApiVersion(apiVersion ?? '').group !== def.group
}

/** A patch may name any version; of one that is not there no field is known. */
function schemaFor({ apiVersion }: KubeObject, def: ResourceDef, custom: CustomDef) {
  const { version } = parseApiVersion(apiVersion ?? '')
  if (version === def.version) return custom.schema
  const versions: Dict[] = custom.definition.spec.versions
  return versions.find(({ name }) => name === version)?.schema?.openAPIV3Schema
}

function named(unknown: readonly string[]): string[] {
  return [...new Set(unknown)].sort().map((path) => `unknown field ${goQuote(path)}`)
}
