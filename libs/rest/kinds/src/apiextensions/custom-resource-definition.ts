// in: nothing → out: what the API says of a CustomResourceDefinition beyond the catalogue. Never: its instances.
import { type Dict, type KubeObject, objectMetaChangeErrors } from '@binnacle/meta'
import { sameJson } from '@binnacle/schema'
import { defineKind } from '../define-kind.ts'
import type { WriteContext } from '../kind.ts'
import { definitionColumns } from './definition-columns.ts'
import { keepMetadataForStatus, setTerminating } from './definition-end.ts'
import {
  checkDefinition,
  checkDefinitionChange,
  checkDefinitionStatus,
} from './definition-check.ts'
import { definitionName } from './definition-name.ts'
import { definitionWarnings } from './definition-warnings.ts'

function storageName(object: KubeObject): string | undefined {
  const versions: Dict[] = object.spec?.versions ?? []
  return versions.find((version) => version.storage)?.name
}

function defaults(object: KubeObject): void {
  object.spec ??= {}
  object.status ??= {}
  const { spec, status }: Dict = object
  spec.names ??= {}
  const { names }: Dict = spec
  if (!names.singular && names.kind) names.singular = names.kind.toLowerCase()
  if (!names.listKind && names.kind) names.listKind = `${names.kind}List`
  spec.conversion ??= { strategy: 'None' }
  const service: Dict | undefined = spec.conversion.webhook?.clientConfig?.service
  if (service && service.port === undefined) service.port = 443
  status.conditions ??= null
  status.acceptedNames ??= { plural: '', kind: '' }
  const storage = storageName(object)
  if (!status.storedVersions?.length && storage !== undefined) status.storedVersions = [storage]
}

/** The version that is stored from now on stays known until a migration says otherwise. */
function noteStored(object: KubeObject): void {
  const storage = storageName(object)
  if (storage === undefined) return
  const stored: string[] = object.status.storedVersions ?? []
  if (!stored.includes(storage)) object.status.storedVersions = [...stored, storage]
}

function emptyStatus(): Dict {
  return { conditions: null, acceptedNames: { plural: '', kind: '' }, storedVersions: null }
}

function prepare(object: KubeObject): void {
  object.status = emptyStatus()
  object.metadata.generation = 1
  noteStored(object)
}

function prepareChange(object: KubeObject, was: KubeObject): void {
  object.status = structuredClone(was.status)
  const generation = was.metadata.generation ?? 1
  object.metadata.generation = sameJson(object.spec, was.spec) ? generation : generation + 1
  noteStored(object)
}

/** Their first delete sets the time of it by itself, and knows no period of grace. */
const endedHere = new WeakSet<KubeObject>()

export const customResourceDefinition = defineKind(
  'apiextensions.k8s.io',
  'customresourcedefinitions',
  {
    hasGeneration: true,
    unconditionalUpdate: false,
    defaults,
    nameRule: () => [],
    prepare,
    prepareChange,
    check: (object) => [...definitionName(object), ...checkDefinition(object)],
    checkChange: checkDefinitionChange,
    warn: definitionWarnings,
    beforeDelete(object: KubeObject, { now }: WriteContext) {
      if (setTerminating(object, now)) endedHere.add(object)
    },
    markDeleted(object) {
      if (endedHere.has(object)) delete object.metadata.deletionGracePeriodSeconds
    },
    resetFields: { '': [['status']], status: [['spec']] },
    columns: definitionColumns,
    subresources: {
      status: {
        writes: 'part',
        prepareChange(object, was) {
          object.spec = structuredClone(was.spec)
          keepMetadataForStatus(object, was)
        },
        checkChange: (object, was) => [
          ...objectMetaChangeErrors(object.metadata, was.metadata),
          ...checkDefinitionStatus(object),
        ],
      },
    },
  },
)
