// in: classes of which some are marked as default → out: the newest of these; of equally new ones the first by name.
import type { KubeObject } from '@binnacle/meta'

export function newestDefault(
  classes: Iterable<KubeObject>,
  annotations: readonly string[],
): KubeObject | undefined {
  const marked = [...classes].filter(({ metadata }) =>
    annotations.some((name) => metadata.annotations?.[name] === 'true'),
  )
  const age = ({ metadata }: KubeObject) => Date.parse(metadata.creationTimestamp ?? '') || 0
  const byName = (a: KubeObject, b: KubeObject) =>
    (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1
  return marked.sort((a, b) => age(b) - age(a) || byName(a, b))[0]
}
