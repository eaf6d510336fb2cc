// in: a namespace with new labels → out: what its pods would break, as warnings; bad labels refused.
import { isDeepStrictEqual } from 'node:util'
import { invalidError, type KubeObject } from '@binnacle/meta'
import type { Admitted } from '../step.ts'
import { findingsOf } from './checks.ts'
import type { PodLike } from './finding.ts'
import type { PodSecurityConfiguration } from './configuration.ts'
import {
  compareLevels,
  isPrivileged,
  labelOf,
  type LevelVersion,
  levelText,
  modes,
  type Policy,
  policyOf,
  sameLevel,
} from './level.ts'

const podsMax = 3000
const timeMaxMs = 1000
/** The clock is read this often only. */
const podsBetweenLooks = 64
const pods = { group: '', resource: 'pods' }

export function checkNamespace(write: Admitted, configuration: PodSecurityConfiguration): void {
  const { object, oldObject, operation, kind, name } = write
  if (object === undefined) return
  const { defaults, exemptions } = configuration
  const { policy, faults } = policyOf(object.metadata.labels, defaults)
  const exempt = exemptions.namespaces.has(write.namespace)
  if (operation === 'CREATE') {
    if (faults.length > 0) throw invalidError(kind, name, faults)
    if (exempt) warnOfExemption(write, object, policy, defaults)
    return
  }
  const was = policyOf(oldObject?.metadata.labels, defaults)
  if (faults.length > 0 && !isDeepStrictEqual(faults, was.faults)) {
    throw invalidError(kind, name, faults)
  }
  if (!tightens(policy.enforce, was.policy.enforce)) return
  if (exempt) return warnOfExemption(write, object, policy, defaults)
  for (const text of violations(write, object.metadata.name ?? '', policy.enforce, configuration)) {
    write.warn(text)
  }
}

function tightens(now: LevelVersion, was: LevelVersion): boolean {
  if (sameLevel(now, was) || now.level === 'privileged') return false
  return now.version !== was.version || compareLevels(now.level, was.level) > 0
}

function warnOfExemption(
  write: Admitted,
  { metadata }: KubeObject,
  policy: Policy,
  defaults: Policy,
): void {
  const same = (a: LevelVersion, b: LevelVersion) =>
    (a.level === 'privileged' && b.level === 'privileged') || sameLevel(a, b)
  if (isPrivileged(policy) || modes.every((mode) => same(policy[mode], defaults[mode]))) return
  const labels = metadata.labels ?? {}
  const said = modes.filter(
    (mode) =>
      policy[mode].level !== 'privileged' &&
      (Object.hasOwn(labels, labelOf(mode, 'level')) ||
        Object.hasOwn(labels, labelOf(mode, 'version'))),
  )
  const shown = said.map((mode) => `${mode}=${levelText(policy[mode])}`).join(', ')
  const name = JSON.stringify(metadata.name ?? '')
  write.warn(
    `namespace ${name} is exempt from Pod Security, and the policy (${shown}) will be ignored`,
  )
}

/** One pod of each controller first: its others break the same rules. */
function prioritized(all: Iterable<KubeObject>, exempt: ReadonlySet<string>): KubeObject[] {
  const first: KubeObject[] = []
  const rest: KubeObject[] = []
  const seen = new Set<string>()
  for (const pod of all) {
    if (exempt.has(pod.spec?.runtimeClassName ?? '')) continue
    const owner = (pod.metadata.ownerReferences ?? []).find(({ controller }) => controller)?.uid
    if (owner !== undefined && seen.has(owner)) {
      rest.push(pod)
      continue
    }
    if (owner !== undefined) seen.add(owner)
    first.push(pod)
  }
  return [...first, ...rest]
}

function violations(
  { surroundings }: Admitted,
  namespace: string,
  enforce: LevelVersion,
  { exemptions }: PodSecurityConfiguration,
): string[] {
  const all = prioritized(surroundings.lookUpAll(pods, namespace), exemptions.runtimeClasses)
  const until = performance.now() + timeMaxMs
  const found = new Map<string, { name: string; count: number }>()
  let checked = 0
  for (const pod of all.slice(0, podsMax)) {
    checked++
    const reasons = findingsOf(enforce, pod as KubeObject & PodLike).map(({ reason }) => reason)
    if (reasons.length > 0) note(found, reasons.join(', '), pod.metadata.name ?? '')
    if (checked % podsBetweenLooks === 0 && performance.now() > until) break
  }
  const texts: string[] = []
  if (checked < all.length) {
    texts.push(
      `new PodSecurity enforce level only checked against the first ${checked} of ${all.length} existing pods`,
    )
  }
  if (found.size === 0) return texts
  const [space, level] = [namespace, levelText(enforce)].map((text) => JSON.stringify(text))
  texts.push(
    `existing pods in namespace ${space} violate the new PodSecurity enforce level ${level}`,
  )
  return [...texts, ...[...found].map(([reason, pod]) => lineOf(reason, pod)).sort()]
}

function note(
  found: Map<string, { name: string; count: number }>,
  reason: string,
  name: string,
): void {
  const there = found.get(reason)
  if (there === undefined) {
    found.set(reason, { name, count: 1 })
    return
  }
  there.count++
  if (name < there.name) there.name = name
}

function lineOf(reason: string, { name, count }: { name: string; count: number }): string {
  const others = count === 2 ? ' (and 1 other pod)' : ` (and ${count - 1} other pods)`
  return `${name}${count > 1 ? others : ''}: ${reason}`
}
