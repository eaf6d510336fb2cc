// in: a definition's spec → out: it as the reference's checks see it: what all versions share stands at the top.
import type { Dict } from '@binnacle/meta'
import { sameJson } from '@binnacle/schema'

export interface InternalVersion {
  readonly name: string
  readonly served: boolean
  readonly storage: boolean
  readonly deprecated: boolean
  readonly deprecationWarning: string | undefined
  readonly schema: Dict | undefined
  readonly subresources: Dict | undefined
  readonly columns: readonly Dict[] | undefined
  readonly selectableFields: readonly Dict[] | undefined
}

export interface InternalSpec {
  readonly version: string
  /** Whether the definition says versions at all. */
  readonly versionsGiven: boolean
  readonly versions: readonly InternalVersion[]
  readonly schema: Dict | undefined
  readonly subresources: Dict | undefined
  readonly columns: readonly Dict[] | undefined
  readonly selectableFields: readonly Dict[] | undefined
}

type Part = 'schema' | 'subresources' | 'columns' | 'selectableFields'

function readVersion(version: Dict): InternalVersion {
  return {
    name: version.name ?? '',
    served: version.served === true,
    storage: version.storage === true,
    deprecated: version.deprecated === true,
    deprecationWarning: version.deprecationWarning,
    schema: version.schema,
    subresources: version.subresources,
    columns: version.additionalPrinterColumns,
    selectableFields: version.selectableFields,
  }
}

export function internalSpec(spec: Dict): InternalSpec {
  const given: Dict[] = spec.versions ?? []
  const versions = given.map(readVersion)
  const [first] = versions
  const shared: Partial<Record<Part, unknown>> = {}
  const cleared: Partial<Record<Part, undefined>> = {}
  for (const part of ['schema', 'subresources', 'columns', 'selectableFields'] as const) {
    if (first === undefined) continue
    if (!versions.every((version) => sameJson(version[part] ?? null, first[part] ?? null))) continue
    shared[part] = first[part]
    cleared[part] = undefined
  }
  return {
    version: first?.name ?? '',
    versionsGiven: Array.isArray(spec.versions),
    versions: versions.map((version) => ({ ...version, ...cleared })),
    schema: shared.schema as Dict | undefined,
    subresources: shared.subresources as Dict | undefined,
    columns: shared.columns as Dict[] | undefined,
    selectableFields: shared.selectableFields as Dict[] | undefined,
  }
}
