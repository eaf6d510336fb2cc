// in: the spec of a PersistentVolumeClaim → out: texts about what will not go well. Never: refusals.
import { type Dict, goQuote } from '@binnacle/meta'
import { isWholeAmount, showQuantity } from './amount.ts'

export function claimWarnings(path: string, spec: Dict | undefined): string[] {
  const warnings: string[] = []
  for (const which of ['requests', 'limits'] as const) {
    const storage = spec?.resources?.[which]?.storage
    if (storage === undefined || isWholeAmount(storage)) continue
    warnings.push(
      `${path}.resources.${which}[storage]: fractional byte value ${goQuote(showQuantity(storage))} is invalid, must be an integer`,
    )
  }
  return warnings
}
