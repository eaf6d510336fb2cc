// in: a pod's spec → out: what all its containers together request or are limited to.
import {
  addQuantities,
  compareQuantities,
  type Dict,
  formatQuantity,
  parseQuantity,
} from '@binnacle/meta'

function add(total: Dict, more: Dict | undefined): void {
  for (const [name, amount] of Object.entries(more ?? {})) {
    const sum = addQuantities(parseQuantity(total[name] ?? '0'), parseQuantity(amount))
    total[name] = formatQuantity(sum)
  }
}

function raise(total: Dict, other: Dict): void {
  for (const [name, amount] of Object.entries(other)) {
    const known = total[name]
    if (known === undefined || compareQuantities(parseQuantity(amount), parseQuantity(known)) > 0) {
      total[name] = amount
    }
  }
}

const podLevel = ['cpu', 'memory']

/** Init containers run one after another beside the sidecars started before them; pod-level amounts win. */
export function podTotals(spec: Dict, part: 'requests' | 'limits'): Dict {
  const total: Dict = {}
  for (const container of spec.containers ?? []) add(total, container.resources?.[part])
  const sidecars: Dict = {}
  const start: Dict = {}
  for (const container of spec.initContainers ?? []) {
    const own = container.resources?.[part]
    if (container.restartPolicy === 'Always') {
      add(total, own)
      add(sidecars, own)
      raise(start, sidecars)
    } else {
      const together = { ...sidecars }
      add(together, own)
      raise(start, together)
    }
  }
  raise(total, start)
  for (const name of podLevel) {
    const amount = spec.resources?.[part]?.[name]
    if (amount !== undefined) total[name] = amount
  }
  return total
}
