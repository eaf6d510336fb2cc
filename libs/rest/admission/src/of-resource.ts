// in: a write → out: whether it is of this resource itself, not of a part of it.
import type { Admitted } from './step.ts'

/** `resource` as `pods` or `ingresses.networking.k8s.io`. */
export function isOf({ def, subresource }: Admitted, resource: string): boolean {
  if (subresource !== '') return false
  return resource === (def.group === '' ? def.resource : `${def.resource}.${def.group}`)
}
