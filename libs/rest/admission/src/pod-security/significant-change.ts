// in: a pod and what it was → out: whether its security must be looked at again. Never: a judgement.
import type { Dict, KubeObject } from '@binnacle/meta'

function listsDiffer(now: readonly Dict[] = [], was: readonly Dict[] = []): boolean {
  return now.length !== was.length || now.some(({ image }, index) => image !== was[index]?.image)
}

/** Only images, and containers that come, can change what a running pod may do. */
export function isSignificant(pod: KubeObject, was: KubeObject): boolean {
  const { spec } = pod
  if (listsDiffer(spec.containers, was.spec.containers)) return true
  if (listsDiffer(spec.initContainers, was.spec.initContainers)) return true
  const before: readonly Dict[] = was.spec.ephemeralContainers ?? []
  return (spec.ephemeralContainers ?? []).some((container: Dict) => {
    const old = before.find(({ name }) => name === container.name)
    return old === undefined || old.image !== container.image
  })
}
