// in: a stored object and a resource → out: whether it is shown byte for byte. Never: the bytes.
import type { CustomDef, ResourceDef } from '@binnacle/catalogue'
import { formatApiVersion } from '@binnacle/meta'
import type { ObjectList, StoredObject } from '@binnacle/objects'
import { isCompleteJson } from '@binnacle/schema'
import { servedAsStored } from './versions.ts'

interface Verdict {
  readonly custom: CustomDef
  readonly asStored: boolean
}

/** One of two for each version of a definition: a definition that changes judges anew. */
const verdictsOf = new WeakMap<CustomDef, { readonly yes: Verdict; readonly no: Verdict }>()
const verdicts = new WeakMap<StoredObject, Verdict>()

function judge(custom: CustomDef, def: ResourceDef, stored: StoredObject): Verdict {
  const { buffer, byteOffset, length } = stored.bytes
  const bytes = Buffer.from(buffer, byteOffset, length)
  const known = verdictsOf.get(custom)
  const { yes, no } = known ?? {
    yes: { custom, asStored: true },
    no: { custom, asStored: false },
  }
  if (known === undefined) verdictsOf.set(custom, { yes, no })
  // Objects outlive the storage version that they were written in.
  const head = `{"apiVersion":${JSON.stringify(formatApiVersion(def))},"kind":"${def.kind}",`
  if (bytes.toString('utf8', 0, Buffer.byteLength(head)) !== head) return no
  return isCompleteJson(bytes, () => stored.parse(), custom.schema) ? yes : no
}

function isShownAsStored(def: ResourceDef, stored: StoredObject): boolean {
  const { custom } = def
  if (custom === undefined) return servedAsStored(def)
  if (custom.converts || def.version !== def.storage.version) return false
  let verdict = verdicts.get(stored)
  if (verdict?.custom !== custom) {
    verdict = judge(custom, def, stored)
    verdicts.set(stored, verdict)
  }
  return verdict.asStored
}

export const asStored = {
  one: isShownAsStored,

  /** All of them: what was judged once is only looked up. */
  all(def: ResourceDef, { items }: ObjectList): boolean {
    if (def.custom === undefined) return servedAsStored(def)
    if (def.custom.converts || def.version !== def.storage.version) return false
    for (const item of items) if (!isShownAsStored(def, item)) return false
    return true
  },
}
