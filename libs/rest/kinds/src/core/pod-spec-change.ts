// in: the spec of a pod, new and old → out: an error when it changed in more than may change.
import { type Dict, type FieldError, forbidden, invalid } from '@binnacle/meta'
import { listOf } from '../parts/field-checks.ts'
import { internalList, internalValue } from '../parts/internal-value.ts'
import { keepPart } from '../parts/keep-parts.ts'
import { sameValue } from '../parts/same-value.ts'
import { unifiedDiff } from '../parts/unified-diff.ts'

const mayChange = [
  '`spec.containers[*].image`',
  '`spec.initContainers[*].image`',
  '`spec.activeDeadlineSeconds`',
  '`spec.tolerations` (only additions to existing tolerations)',
  '`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)',
].join(',')

function prettyLines(type: string, value: Dict): string {
  return JSON.stringify(internalValue(type, value), null, 1)
}

/** What differs, as the reference shows it: lines of the internal object. */
export function showDifference(type: string, was: Dict, value: Dict): string {
  return unifiedDiff(prettyLines(type, was), prettyLines(type, value))
}

/** The new spec with all that may change put back. */
function withAllowed(spec: Dict, was: Dict): Dict {
  const copy = structuredClone(spec)
  for (const name of ['containers', 'initContainers']) {
    for (const [i, container] of listOf(copy[name]).entries()) {
      const old = was[name]?.[i]
      if (old) keepPart(container, old, 'image')
    }
  }
  for (const name of ['activeDeadlineSeconds', 'schedulingGates', 'tolerations']) {
    keepPart(copy, was, name)
  }
  if (was.terminationGracePeriodSeconds < 0 && copy.terminationGracePeriodSeconds === 1) {
    copy.terminationGracePeriodSeconds = was.terminationGracePeriodSeconds
  }
  return copy
}

/** While gates hold a pod, its place may still be narrowed. */
function checkGated(errors: FieldError[], copy: Dict, was: Dict): void {
  const selector: Dict = copy.nodeSelector ?? {}
  const before: Dict = was.nodeSelector ?? {}
  const kept = Object.keys(before).every((key) => selector[key] === before[key])
  if (!kept) {
    const text = 'only additions to spec.nodeSelector are allowed (no mutations or deletions)'
    errors.push(invalid('spec.nodeSelector', copy.nodeSelector ?? null, text))
  }
  keepPart(copy, was, 'nodeSelector')
  const affinity = copy.affinity?.nodeAffinity
  const old = was.affinity?.nodeAffinity
  if (sameValue(affinity, old)) return
  checkNodeAffinity(errors, affinity, old)
  if (!copy.affinity) {
    if (old) copy.affinity = { nodeAffinity: old }
    return
  }
  const only = !copy.affinity.podAffinity && !copy.affinity.podAntiAffinity
  if (!was.affinity && only) delete copy.affinity
  else keepPart(copy.affinity, { nodeAffinity: old }, 'nodeAffinity')
}

function onlyAdds(term: Dict, old: Dict): boolean {
  const names = ['matchExpressions', 'matchFields']
  const empty = names.every((name) => listOf(old[name]).length === 0)
  if (empty) return names.every((name) => listOf(term[name]).length === 0)
  return names.every((name) => {
    const before = listOf(old[name])
    return before.length === 0 || sameValue(listOf(term[name]).slice(0, before.length), before)
  })
}

function checkNodeAffinity(errors: FieldError[], affinity?: Dict, old?: Dict): void {
  const needed = 'requiredDuringSchedulingIgnoredDuringExecution'
  const path = `spec.affinity.nodeAffinity.${needed}.nodeSelectorTerms`
  const before = listOf(old?.[needed]?.nodeSelectorTerms)
  const terms = listOf(affinity?.[needed]?.nodeSelectorTerms)
  if (!old?.[needed] || before.length === 0) return
  if (before.length !== terms.length) {
    const text = 'no additions/deletions to non-empty NodeSelectorTerms list are allowed'
    const list = affinity?.[needed]?.nodeSelectorTerms
    errors.push(invalid(path, internalList('NodeSelectorTerm', list), text))
    return
  }
  for (const [i, term] of before.entries()) {
    const next = terms[i] as Dict
    if (onlyAdds(next, term)) continue
    const text = 'only additions are allowed (no mutations or deletions)'
    errors.push(invalid(`${path}[${i}]`, internalValue('NodeSelectorTerm', next), text))
  }
}

export function checkSpecChange(errors: FieldError[], spec: Dict, was: Dict): void {
  const copy = withAllowed(spec, was)
  if (listOf(was.schedulingGates).length > 0) checkGated(errors, copy, was)
  if (sameValue(copy, was)) return
  const text = `pod updates may not change fields other than ${mayChange}\n${showDifference('PodSpec', was, copy)}`
  errors.push(forbidden('spec', text))
}
