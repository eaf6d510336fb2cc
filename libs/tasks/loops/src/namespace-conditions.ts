// in: what is left of a namespace → out: its conditions, in the words of upstream's controller.
// Never: what is to be deleted.
import { type Dict, formatTime } from '@binnacle/meta'

/** What an attempt to empty a namespace found. */
export interface Remains {
  /** Objects that are left, by `RESOURCE.GROUP`. */
  readonly counts: ReadonlyMap<string, number>
  /** How many of them wait for a finalizer. */
  readonly finalizers: ReadonlyMap<string, number>
  readonly errors: readonly string[]
  /** Whether resources other than pods were looked at too. */
  readonly complete: boolean
}

type Condition = readonly [type: string, status: 'True' | 'False', reason: string, message: string]

const fine: readonly Condition[] = [
  [
    'NamespaceDeletionDiscoveryFailure',
    'False',
    'ResourcesDiscovered',
    'All resources successfully discovered',
  ],
  [
    'NamespaceDeletionGroupVersionParsingFailure',
    'False',
    'ParsedGroupVersions',
    'All legacy kube types successfully parsed',
  ],
  [
    'NamespaceDeletionContentFailure',
    'False',
    'ContentDeleted',
    'All content successfully deleted, may be waiting on finalization',
  ],
  ['NamespaceContentRemaining', 'False', 'ContentRemoved', 'All content successfully removed'],
  [
    'NamespaceFinalizersRemaining',
    'False',
    'ContentHasNoFinalizers',
    'All content-preserving finalizers finished',
  ],
]

function found({ counts, finalizers, errors, complete }: Remains): Condition[] {
  const conditions: Condition[] = []
  if (errors.length > 0) {
    const text = `Failed to delete all resource types, ${errors.length} remaining: ${[...errors].sort().join(', ')}`
    conditions.push(['NamespaceDeletionContentFailure', 'True', 'ContentDeletionFailed', text])
  }
  // Upstream says what remains only after it looked at everything.
  if (!complete) return conditions
  if (counts.size > 0) {
    const list = [...counts].map(([name, count]) => `${name} has ${count} resource instances`)
    const text = `Some resources are remaining: ${list.sort().join(', ')}`
    conditions.push(['NamespaceContentRemaining', 'True', 'SomeResourcesRemain', text])
  }
  if (finalizers.size > 0) {
    const list = [...finalizers].map(([name, count]) => `${name} in ${count} resource instances`)
    const text = `Some content in the namespace has finalizers remaining: ${list.sort().join(', ')}`
    conditions.push(['NamespaceFinalizersRemaining', 'True', 'SomeFinalizersRemain', text])
  }
  return conditions
}

/** undefined: they stay as they are. */
export function conditionsAfter(
  before: readonly Dict[] | undefined,
  remains: Remains,
  now: Date,
): Dict[] | undefined {
  const news = found(remains)
  const after = [...(before ?? [])]
  let changed = false
  for (const usual of fine) {
    const [type, status, reason, message] = news.find(([name]) => name === usual[0]) ?? usual
    const at = after.findIndex((condition) => condition.type === type)
    const old = after[at]
    if (old && old.status === status && old.reason === reason && old.message === message) continue
    const sameStatus = old?.status === status
    const lastTransitionTime = sameStatus ? old?.lastTransitionTime : formatTime(now)
    const next = { ...old, lastTransitionTime, message, reason, status, type }
    if (at < 0) after.push(next)
    else after[at] = next
    changed = true
  }
  return changed ? after : undefined
}
