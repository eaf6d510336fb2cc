// in: the configuration of ResourceQuota → out: what may be used only where a quota allows it, and the refusals.
import type { Dict } from '@binnacle/meta'
import { refusal } from '../refuse.ts'
import type { Admitted } from '../step.ts'
import type { Amounts } from './amounts.ts'
import { type Evaluator, type Scope, scopesOf } from './evaluator.ts'

export interface LimitedResource {
  readonly apiGroup?: string
  readonly resource: string
  readonly matchContains?: readonly string[]
  readonly matchScopes?: readonly Scope[]
}

const versions = [
  'apiserver.config.k8s.io/v1',
  'resourcequota.admission.k8s.io/v1beta1',
  'resourcequota.admission.k8s.io/v1alpha1',
]
const kinds = ['ResourceQuotaConfiguration', 'Configuration']

/** Throws an Error with the reference's words. */
export function readLimitedResources(configuration: unknown): readonly LimitedResource[] {
  if (configuration === undefined) return []
  const { apiVersion, kind, limitedResources } = configuration as Dict
  if (!versions.includes(apiVersion) || !kinds.includes(kind)) {
    throw new Error(`no kind "${kind}" is registered for version "${apiVersion}" in scheme`)
  }
  const found: LimitedResource[] = limitedResources ?? []
  for (const [index, { resource }] of found.entries()) {
    if (!resource) throw new Error(`limitedResources[${index}].resource: Required value`)
  }
  return found
}

export interface Coverage {
  readonly evaluator: Evaluator
  readonly limited: readonly LimitedResource[]
  readonly usage: Amounts
  readonly quotas: readonly Parameters<typeof scopesOf>[0][]
  /** Names that quotas which take the object in have. */
  readonly covered: ReadonlySet<string>
}

/** Throws where something limited is used that no quota covers. */
export function refuseUncovered(write: Admitted, coverage: Coverage): void {
  const { evaluator, limited, usage, quotas, covered } = coverage
  if (limited.length === 0) return
  const { group, resource } = write.def
  const own = limited.filter((one) => (one.apiGroup ?? '') === group && one.resource === resource)
  const names = [...usage]
    .filter(([, { nanos }]) => nanos > 0n)
    .map(([name]) => name)
    .filter((name) => own.some((one) => (one.matchContains ?? []).some((s) => name.includes(s))))
  const open = names.filter((name) => !covered.has(name))
  if (open.length > 0)
    throw refusal(write, `insufficient quota to consume: ${open.sort().join(',')}`)
  const { object } = write
  if (object === undefined) return
  const takes = (scope: Scope) => evaluator.inScope(scope, object)
  const wanted = limited.flatMap(({ matchScopes = [] }) => matchScopes.filter(takes))
  const given = new Set(
    quotas.flatMap((quota) => scopesOf(quota).filter(takes)).map((s) => s.scopeName),
  )
  const bare = wanted.filter(({ scopeName }) => !given.has(scopeName))
  if (bare.length === 0) return
  const shown = bare.map(({ scopeName, operator, values = [] }) => {
    return `{${scopeName} ${operator} [${values.join(' ')}]}`
  })
  throw refusal(write, `insufficient quota to match these scopes: [${shown.join(' ')}]`)
}
