// in: nothing → out: what the API says of a LimitRange beyond the catalogue. Never: its enforcement.
import { randomUUID } from 'node:crypto'
import type { Dict, KubeObject } from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import { listOf } from '../parts/field-checks.ts'
import { metadataAgain } from '../parts/metadata-again.ts'
import { resourceListDefaults } from '../parts/resource-defaults.ts'
import { checkLimitRange } from './limit-range-check.ts'

const lists = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio']

/** Fills names that are missing; keys come from users, so no plain assignment. */
function fill(item: Dict, name: string, from: Dict | undefined): void {
  if (from === undefined) return
  const found = new Map<string, unknown>(Object.entries(item[name] ?? {}))
  for (const [key, value] of Object.entries(from)) if (!found.has(key)) found.set(key, value)
  if (found.size > 0) item[name] = Object.fromEntries(found)
}

function defaults(object: KubeObject): void {
  for (const item of listOf(object.spec?.limits)) {
    if (item.type === 'Container') {
      fill(item, 'default', item.max)
      fill(item, 'defaultRequest', item.default)
      fill(item, 'defaultRequest', item.min)
    }
    for (const name of lists) resourceListDefaults(item[name])
  }
}

export const limitRange = defineKind('', 'limitranges', {
  defaults,
  prepare: (object) => {
    object.metadata.name ||= randomUUID()
  },
  check: checkLimitRange,
  checkChange: (object, _was, context) => [
    ...metadataAgain(object, context),
    ...checkLimitRange(object),
  ],
  createOnUpdate: true,
})
