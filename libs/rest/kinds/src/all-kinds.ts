// in: a resource's record → out: its kind. Never: what a kind does.
import type { ResourceDef } from '@binnacle/catalogue'
import { accessKinds } from './access-kinds.ts'
import { customKind } from './custom/custom-kind.ts'
import type { DefinedKind } from './define-kind.ts'
import type { Kind } from './kind.ts'
import { keepStatus } from './parts/keep-parts.ts'
import { statusPart, statusResetFields } from './parts/status-part.ts'
import { extensionKinds } from './extension-kinds.ts'
import { platformKinds } from './platform-kinds.ts'
import { workloadKinds } from './workload-kinds.ts'

export const allKinds: readonly DefinedKind[] = [
  ...workloadKinds,
  ...platformKinds,
  ...accessKinds,
  ...extensionKinds,
]

const byResource = new Map(allKinds.map((kind) => [`${kind.group}/${kind.resource}`, kind]))

/** What the catalogue implies and no more. */
const plain: Kind = {}
const plainWithStatus: Kind = {
  prepare: (object) => {
    object.status = {}
  },
  prepareChange: keepStatus,
  resetFields: statusResetFields,
  subresources: { status: statusPart() },
}

function plainKind({ subresources }: ResourceDef): Kind {
  return subresources.has('status') ? plainWithStatus : plain
}

const known = new WeakMap<ResourceDef, Kind>()

/** The kind of a resource; a resource without a file of its own gets one without exceptions. */
export function kindOf(def: ResourceDef): Kind {
  let kind = known.get(def)
  if (kind === undefined) {
    kind = def.custom
      ? customKind(def, def.custom)
      : (byResource.get(`${def.group}/${def.resource}`) ?? plainKind(def))
    known.set(def, kind)
  }
  return kind
}
