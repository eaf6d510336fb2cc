// in: names and values that a check refuses → out: the words it says about them. Never: a check.
import type { Dict, KubeObject } from '@binnacle/meta'

/** Why a pod is refused; `detail` names the containers or values. */
export interface Finding {
  readonly reason: string
  readonly detail: string
}

/** What the checks look at: a pod, or the template of one. */
export interface PodLike {
  readonly metadata?: Partial<KubeObject['metadata']>
  readonly spec: Dict
}

export type PodCheck = (pod: PodLike) => Finding | undefined

export function quoted(items: Iterable<string>): string {
  return `"${[...items].join('", "')}"`
}

export function sorted(items: Iterable<string>): string[] {
  return [...new Set(items)].sort(byteOrder)
}

function byteOrder(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

export function counted(one: string, many: string, count: number): string {
  return count === 1 ? one : many
}

/** `container "a"`, `containers "a", "b"`. */
export function containersNamed(names: readonly string[]): string {
  return `${counted('container', 'containers', names.length)} ${quoted(names)}`
}

/** `pod`, `container "a"`, `pod and containers "a", "b"`; '' when nobody set it. */
export function settersOf(byPod: boolean, containers: readonly string[]): string {
  const setters = byPod ? ['pod'] : []
  if (containers.length > 0) setters.push(containersNamed(containers))
  return setters.join(' and ')
}

export function* containersOf({ spec }: PodLike): Generator<Dict> {
  yield* spec.initContainers ?? []
  yield* spec.containers ?? []
  yield* spec.ephemeralContainers ?? []
}

/** Names of the containers of which it is so, in their order. */
export function containersWhere(pod: PodLike, isSo: (container: Dict) => boolean): string[] {
  const names: string[] = []
  for (const container of containersOf(pod)) {
    if (isSo(container)) names.push(container.name ?? '')
  }
  return names
}

export function isWindows({ spec }: PodLike): boolean {
  return spec.os?.name === 'windows'
}

/** A pod with user namespaces of its own. */
export function hasOwnUsers({ spec }: PodLike): boolean {
  return spec.hostUsers === false
}
