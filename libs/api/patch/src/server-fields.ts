// in: a set of fields → out: the set without what the server owns in every object. Never: other fields.
import { difference, type FieldSet, setOfPaths } from './field-set.ts'

const metadataOfServer = [
  'name',
  'namespace',
  'creationTimestamp',
  'selfLink',
  'uid',
  'clusterName',
  'generation',
  'managedFields',
  'resourceVersion',
]

const serverFields = setOfPaths([
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata'],
  ...metadataOfServer.map((name) => ['f:metadata', `f:${name}`]),
])

export function withoutServerFields(set: FieldSet): FieldSet {
  return difference(set, serverFields)
}
