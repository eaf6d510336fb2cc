// in: a resource and the metadata of a list → out: what surrounds the items in JSON. Never: the items.
import type { ResourceDef } from '@binnacle/catalogue'
import type { ListMeta } from '@binnacle/codec'
import { formatApiVersion } from '@binnacle/meta'

export interface ListEnvelope {
  /** Up to the bracket that opens the items. */
  readonly head: Buffer
  /** From the bracket that closes them. */
  readonly tail: Buffer
}

export function listEnvelope(def: ResourceDef, metadata: ListMeta): ListEnvelope {
  const apiVersion = JSON.stringify(formatApiVersion(def))
  const kind = JSON.stringify(def.listKind)
  const meta = JSON.stringify(metadata)
  // Lists without a Go type are maps, whose members go by name.
  const [head, tail] = def.custom
    ? [`{"apiVersion":${apiVersion},"items":[`, `],"kind":${kind},"metadata":${meta}}\n`]
    : [`{"kind":${kind},"apiVersion":${apiVersion},"metadata":${meta},"items":[`, ']}\n']
  return { head: Buffer.from(head), tail: Buffer.from(tail) }
}
