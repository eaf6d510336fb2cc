// in: the operations of a path → out: the path's record, with parameters that all share at its head.
import type { Dict } from '@binnacle/meta'
import { inOrder } from './parameters.ts'

export function hoist(operations: Dict, place: readonly Dict[]): Dict {
  const all = Object.values(operations) as Dict[]
  const [first, ...others] = all
  const shared = ((first?.parameters ?? []) as Dict[]).filter((parameter) =>
    others.every((each) => has(each, parameter)),
  )
  for (const each of all) {
    const own = ((each.parameters ?? []) as Dict[]).filter((one) => !isIn(shared, one))
    if (own.length > 0) each.parameters = inOrder(own)
    else delete each.parameters
  }
  const parameters = inOrder([...place, ...shared])
  return parameters.length > 0 ? { ...operations, parameters } : { ...operations }
}

function has(operation: Dict, parameter: Dict): boolean {
  return isIn((operation.parameters ?? []) as Dict[], parameter)
}

function isIn(parameters: readonly Dict[], parameter: Dict): boolean {
  return parameters.some(({ name, in: where }) => name === parameter.name && where === parameter.in)
}
