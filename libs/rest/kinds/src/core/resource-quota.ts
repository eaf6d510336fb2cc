// in: nothing → out: what the API says of a ResourceQuota beyond the catalogue. Never: its enforcement.
import type { Dict, KubeObject } from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import { compareAmounts, showQuantity } from '../parts/amount.ts'
import { ageColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { keepSpec, keepStatus } from '../parts/keep-parts.ts'
import { resourceListDefaults } from '../parts/resource-defaults.ts'
import {
  checkResourceQuota,
  checkResourceQuotaChange,
  checkResourceQuotaStatus,
} from './resource-quota-check.ts'

function show(object: KubeObject, limits: boolean): string {
  const hard: Dict = object.status?.hard ?? {}
  const used: Dict = object.status?.used ?? {}
  return Object.keys(hard)
    .filter((name) => name.startsWith('limits.') === limits)
    .sort()
    .map((name) => {
      const taken = Object.hasOwn(used, name) ? used[name] : undefined
      return `${name}: ${showQuantity(taken)}/${showQuantity(hard[name])}`
    })
    .join(', ')
}

function warn(object: KubeObject, was: KubeObject | undefined): string[] {
  if (was !== undefined) return []
  const hard: Dict = object.spec?.hard ?? {}
  const warnings: string[] = []
  for (const name of ['cpu', 'memory', 'storage', 'ephemeral-storage']) {
    let request = `requests.${name}`
    const short = name === 'cpu' || name === 'memory'
    if (hard[request] === undefined && short && hard[name] !== undefined) request = name
    const limit = `limits.${name}`
    if (hard[request] === undefined || hard[limit] === undefined) continue
    if (compareAmounts(hard[request], hard[limit]) <= 0) continue
    warnings.push(
      `ResourceQuota ${request} (${showQuantity(hard[request])}) should be less than ${limit} (${showQuantity(hard[limit])})`,
    )
  }
  return warnings
}

export const resourceQuota = defineKind('', 'resourcequotas', {
  defaults: (object) => {
    resourceListDefaults(object.spec?.hard)
    resourceListDefaults(object.status?.hard)
    resourceListDefaults(object.status?.used)
  },
  prepare: (object) => {
    object.status = {}
  },
  prepareChange: keepStatus,
  check: checkResourceQuota,
  checkChange: checkResourceQuotaChange,
  warn,
  deleteReturnsObject: true,
  columns: [
    nameColumn,
    textColumn(
      'Request',
      'Request represents a minimum amount of cpu/memory that a container may consume.',
      (object) => show(object, false),
    ),
    textColumn(
      'Limit',
      'Limits control the maximum amount of cpu/memory that a container may use independent of contention on the node.',
      (object) => show(object, true),
    ),
    ageColumn,
  ],
  resetFields: { '': [['status']], status: [['spec']] },
  subresources: {
    status: { writes: 'part', prepareChange: keepSpec, checkChange: checkResourceQuotaStatus },
  },
})
