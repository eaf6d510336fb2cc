// in: what is served here and what elsewhere → out: groups and versions in the order of discovery.
// Never: resources of what is served here.
import type { Catalogue } from '@binnacle/catalogue'
import type { Allowed, Reply } from '@binnacle/exchange'
import { type Dict, formatApiVersion, type GroupVersion } from '@binnacle/meta'

interface Priority {
  readonly group: number
  readonly version: number
}

export interface ElsewhereVersion extends GroupVersion {
  readonly priority: Priority
  /** As aggregated discovery shows it; undefined: not known yet. */
  readonly discovery: Dict | undefined
  /** Where its OpenAPI document is. */
  readonly openApi: string | undefined
}

/** Group versions that other servers serve. */
export interface Elsewhere {
  /** The same list as long as nothing changed. */
  versions(): readonly ElsewhereVersion[]
  /** Of a group version that is served here. */
  priorityOf(gv: GroupVersion): Priority | undefined
  openApiPage(key: string): { serve(request: Allowed): Promise<Reply> } | undefined
}

export interface ShownGroup {
  readonly group: string
  readonly versions: readonly string[]
}

/** Of definitions by users, when nothing is said. */
const userPriority = { group: 1000, version: 100 }

export function shownGroups(catalogue: Catalogue, elsewhere: Elsewhere): readonly ShownGroup[] {
  const others = elsewhere.versions()
  if (others.length === 0) return catalogue.groups
  const taken = new Set(others.map(formatApiVersion))
  const local = catalogue.groups.map(({ group, versions }) => ({
    group,
    versions: versions.filter((version) => !taken.has(formatApiVersion({ group, version }))),
  }))
  const priorityOf = (gv: GroupVersion) =>
    others.find((each) => each.group === gv.group && each.version === gv.version)?.priority ??
    elsewhere.priorityOf(gv) ??
    userPriority
  const groups = new Map<string, string[]>()
  for (const { group, versions } of local) if (versions.length > 0) groups.set(group, [...versions])
  for (const { group, version } of others) {
    groups.set(group, insert(groups.get(group) ?? [], version, priorityOf, group))
  }
  return ordered(groups, new Set(others.map(({ group }) => group)), priorityOf)
}

type PriorityOf = (gv: GroupVersion) => Priority

function insert(versions: string[], version: string, of: PriorityOf, group: string): string[] {
  const own = of({ group, version }).version
  const at = versions.findIndex((each) => {
    const other = of({ group, version: each }).version
    return other < own || (other === own && isOlder(each, version))
  })
  return at < 0 ? [...versions, version] : versions.toSpliced(at, 0, version)
}

const versionForm = /^v(\d+)(?:(alpha|beta)(\d+))?$/
const stages: Readonly<Record<string, number>> = { alpha: 1, beta: 2 }

/** v1 before v1beta2 before v1beta1 before v1alpha1 before all others, these by name. */
function isOlder(version: string, than: string): boolean {
  const [a, b] = [versionForm.exec(version), versionForm.exec(than)]
  if (!a || !b) return a === b ? version > than : !a
  const rank = (found: RegExpExecArray) => [
    stages[found[2] ?? ''] ?? 3,
    Number(found[1]),
    Number(found[3] ?? 0),
  ]
  const [of, other] = [rank(a), rank(b)]
  const at = of.findIndex((value, place) => value !== other[place])
  return at >= 0 && (of[at] as number) < (other[at] as number)
}

/** What is served here keeps its order; others take their places by priority, then by name. */
function ordered(
  groups: ReadonlyMap<string, string[]>,
  others: ReadonlySet<string>,
  of: PriorityOf,
): ShownGroup[] {
  const all = Array.from(groups, ([group, versions]) => ({ group, versions }))
  const rank = ({ group, versions }: ShownGroup) =>
    Math.max(...versions.map((version) => of({ group, version }).group))
  const result = all.filter(({ group }) => !others.has(group))
  const added = all.filter(({ group }) => others.has(group))
  for (const one of added) {
    const own = rank(one)
    const at = result.findIndex((each) => {
      if (each.group === 'apiregistration.k8s.io') return false
      const other = rank(each)
      return other < own || (other === own && each.group > one.group)
    })
    result.splice(at < 0 ? result.length : at, 0, one)
  }
  return result
}
