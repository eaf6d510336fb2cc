// in: the spec of a pod → out: a call for each of its containers. Never: knowledge of a field.
import type { Dict } from '@binnacle/meta'

export type Visit = (container: Dict, path: string) => void

/** Init containers, containers, ephemeral containers: upstream's order; `path` is the field path of the spec. */
export function visitContainers(spec: Dict, path: string, visit: Visit): void {
  for (const list of ['initContainers', 'containers', 'ephemeralContainers']) {
    const containers = spec[list] as Dict[] | null | undefined
    if (!containers) continue
    for (let i = 0; i < containers.length; i++) {
      visit(containers[i] as Dict, `${path}.${list}[${i}]`)
    }
  }
}
