// in: a decoded body of a kind that users defined → out: it without what its schema does not know. Never: defaults.
import type { ResourceDef } from '@binnacle/catalogue'
import { errorText, goQuote, type KubeObject, parseApiVersion } from '@binnacle/meta'
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
  if (!custom.preserveUnknownFields) {
    unknown.push(...pruneCustom(object, custom.schema, true))
    pruneNulls(object, custom.schema)
  }
  const error = coerceEmbedded(object, custom.schema, unknown)
  if (error !== undefined) throw new DecodeError(errorText(error))
  strict.push(...named(unknown))
}

/** Of another group or kind, about which the schema says nothing. */
function isOther({ apiVersion, kind }: KubeObject, def: ResourceDef): boolean {
  return kind !== def.kind || parseApiVersion(apiVersion ?? '').group !== def.group
}

function named(unknown: readonly string[]): string[] {
  return [...new Set(unknown)].sort().map((path) => `unknown field ${goQuote(path)}`)
}
