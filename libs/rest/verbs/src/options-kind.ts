// in: the kind that a body of delete options says it is → out: nothing, or the refusal. Never: what is in it.
import { formatApiVersion, type GroupVersionKind, goQuote } from '@binnacle/meta'
import { DecodeError } from '@binnacle/schema'

/** Kinds that the reference's decoder of options knows in every version, and those of one group. */
const everywhere = new Set([
  'APIGroup',
  'APIGroupList',
  'APIResourceList',
  'APIVersions',
  'CreateOptions',
  'GetOptions',
  'PatchOptions',
  'Status',
  'UpdateOptions',
])
const inMeta = new Set(['PartialObjectMetadata', 'PartialObjectMetadataList', 'Table'])

/** DeleteOptions may be those of any group and version, as older clients send them. */
export function refuseOtherKind(said: GroupVersionKind): void {
  const { group, kind } = said
  if (kind === 'DeleteOptions') return
  if (everywhere.has(kind) || (group === 'meta.k8s.io' && inMeta.has(kind))) {
    throw new DecodeError(`converting (v1.${kind}) to (v1.DeleteOptions): unknown conversion`)
  }
  const version = goQuote(formatApiVersion(said))
  throw new DecodeError(
    `no kind ${goQuote(kind)} is registered for version ${version} in scheme "pkg/runtime/scheme.go:111"`,
  )
}
