// in: tolerations → out: which of them the others make needless. Never: where they come from.
import { isDeepStrictEqual } from 'node:util'
import type { Dict } from '@binnacle/meta'

/** Whether `wide` tolerates all that `narrow` does. */
export function covers(wide: Dict, narrow: Dict): boolean {
  if (isDeepStrictEqual(wide, narrow)) return true
  const { key = '', operator = '', effect = '', value = '', tolerationSeconds } = wide
  const anyKey = key === '' && operator === 'Exists'
  if ((narrow.key ?? '') !== key && !anyKey) return false
  if ((narrow.effect ?? '') !== effect && effect !== '') return false
  if (effect === 'NoExecute' && tolerationSeconds !== undefined) {
    const seconds = narrow.tolerationSeconds
    if (seconds === undefined || seconds > tolerationSeconds) return false
  }
  if (operator === 'Exists') return true
  if (operator !== '' && operator !== 'Equal') return false
  return narrow.operator === 'Equal' && (narrow.value ?? '') === value
}

/** Both, without those that others cover; of equal ones the first stays. */
export function mergeTolerations(first: readonly Dict[], second: readonly Dict[]): Dict[] {
  const all = [...first, ...second]
  const merged: Dict[] = []
  for (const [index, one] of all.entries()) {
    if (merged.some((other) => covers(other, one))) continue
    const later = all.slice(index + 1)
    if (later.some((other) => !isDeepStrictEqual(other, one) && covers(other, one))) continue
    merged.push(one)
  }
  return merged
}
