// in: a definition and the others of its group → out: which names it gets, and what its conditions say of them.
import type { Dict, KubeObject } from '@binnacle/meta'
import { type Condition, findCondition } from './crd-conditions.ts'

export interface Naming {
  readonly acceptedNames: Dict
  readonly namesAccepted: Condition
  readonly established: Condition
}

interface Taken {
  readonly resources: ReadonlySet<string>
  readonly kinds: ReadonlySet<string>
}

function takenNames(others: Iterable<KubeObject>): Taken {
  const resources = new Set<string>()
  const kinds = new Set<string>()
  for (const other of others) {
    const names: Dict = other.status?.acceptedNames ?? {}
    for (const name of [names.plural, names.singular, ...(names.shortNames ?? [])]) {
      if (name) resources.add(name)
    }
    for (const kind of [names.kind, names.listKind]) if (kind) kinds.add(kind)
  }
  return { resources, kinds }
}

function inUse(name: string): string {
  return `${JSON.stringify(name)} is already in use`
}

interface Step {
  readonly field: 'plural' | 'singular' | 'kind' | 'listKind'
  readonly reason: string
  readonly taken: ReadonlySet<string>
}

function sameList(a: readonly string[] | undefined, b: readonly string[] | undefined): boolean {
  return JSON.stringify(a ?? []) === JSON.stringify(b ?? [])
}

const accepted: Condition = {
  type: 'NamesAccepted',
  status: 'True',
  reason: 'NoConflicts',
  message: 'no conflicts found',
}

class Claim {
  readonly names: Dict
  refused: Condition | undefined
  private readonly wanted: Dict
  private readonly had: Dict

  constructor(crd: KubeObject) {
    this.wanted = crd.spec.names
    this.had = crd.status?.acceptedNames ?? {}
    this.names = { ...this.had }
  }

  refuse(reason: string, message: string): void {
    this.refused = { type: 'NamesAccepted', status: 'False', reason, message }
  }

  take({ field, reason, taken }: Step): void {
    const name: string = this.wanted[field] ?? ''
    if (name !== (this.had[field] ?? '') && taken.has(name)) this.refuse(reason, inUse(name))
    else if (name !== '') this.names[field] = name
  }

  takeShort(taken: ReadonlySet<string>): void {
    const wanted: string[] = this.wanted.shortNames ?? []
    const had = new Set<string>(this.had.shortNames ?? [])
    if (sameList(wanted, this.had.shortNames)) return
    const bad = wanted.filter((name) => !had.has(name) && taken.has(name)).map(inUse)
    if (bad.length > 0) {
      const message = bad.length === 1 ? (bad[0] as string) : `[${bad.join(', ')}]`
      this.refuse('ShortNamesConflict', message)
    } else if (wanted.length > 0) this.names.shortNames = wanted
    else delete this.names.shortNames
  }

  takeCategories(): void {
    if (this.wanted.categories?.length > 0) this.names.categories = this.wanted.categories
    else delete this.names.categories
  }
}

/** `others`: definitions of the same group, this one left out. */
export function nameDefinition(crd: KubeObject, others: Iterable<KubeObject>): Naming {
  const { resources, kinds } = takenNames(others)
  const claim = new Claim(crd)
  claim.take({ field: 'plural', reason: 'PluralConflict', taken: resources })
  claim.take({ field: 'singular', reason: 'SingularConflict', taken: resources })
  claim.takeShort(resources)
  claim.take({ field: 'kind', reason: 'KindConflict', taken: kinds })
  claim.take({ field: 'listKind', reason: 'ListKindConflict', taken: kinds })
  claim.takeCategories()
  const { plural, singular, shortNames, kind, listKind, categories } = claim.names
  const acceptedNames = {
    plural: plural ?? '',
    ...(singular && { singular }),
    ...(shortNames && { shortNames }),
    kind: kind ?? '',
    ...(listKind && { listKind }),
    ...(categories && { categories }),
  }
  const namesAccepted = claim.refused ?? accepted
  return { acceptedNames, namesAccepted, established: establishedBy(crd, namesAccepted) }
}

function establishedBy(crd: KubeObject, names: Condition): Condition {
  const before = findCondition(crd, 'Established')
  if (before?.status === 'True') return before
  if (names.status === 'True') {
    return {
      type: 'Established',
      status: 'True',
      reason: 'InitialNamesAccepted',
      message: 'the initial names have been accepted',
    }
  }
  if (before !== undefined) return before
  return {
    type: 'Established',
    status: 'False',
    reason: 'NotAccepted',
    message: 'not all names are accepted',
  }
}
