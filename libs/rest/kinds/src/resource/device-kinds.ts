// in: nothing → out: what the API says of the kinds of devices beyond the catalogue. Never: allocation.
import { type Dict, finalNameRule, formatTime, goQuote, type KubeObject } from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import { ageColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { listOf } from '../parts/field-checks.ts'
import { since } from '../parts/human-duration.ts'
import { keepStatus } from '../parts/keep-parts.ts'
import { metadataAgain } from '../parts/metadata-again.ts'
import { countWhenChanged, startGeneration } from '../parts/spec-generation.ts'
import { statusPart, statusResetFields } from '../parts/status-part.ts'
import { claimShapes, sliceShapes } from './beta-shapes.ts'
import { checkClaim, checkClaimChange, checkTemplate, checkTemplateChange } from './claim-check.ts'
import { claimSpecDefaults, dropGatedClaimFields } from './claim-defaults.ts'
import { checkClaimStatus } from './claim-status-check.ts'
import { checkDeviceClass } from './device-class-check.ts'
import { checkSlice, checkSliceChange } from './slice-check.ts'
import { checkTaintRule, checkTaintRuleStatus } from './taint-rule-check.ts'

const group = 'resource.k8s.io'

export const deviceClass = defineKind(group, 'deviceclasses', {
  hasGeneration: true,
  nameRule: finalNameRule,
  prepare: startGeneration,
  prepareChange: (object, was) => countWhenChanged(object, was),
  check: (object) => checkDeviceClass(object),
  checkChange: (object, was, context) => [
    ...metadataAgain(object, context, finalNameRule),
    ...checkDeviceClass(object, was),
  ],
  deleteReturnsObject: true,
  columns: [nameColumn, ageColumn],
})

function taintTime(taint: Dict | undefined): void {
  if (taint) taint.timeAdded ??= formatTime(new Date())
}

export const deviceTaintRule = defineKind(group, 'devicetaintrules', {
  hasGeneration: true,
  defaults: (object) => taintTime(object.spec?.taint),
  prepare: (object) => {
    object.status = {}
    startGeneration(object)
  },
  prepareChange: (object, was, { now }) => {
    keepStatus(object, was)
    const [taint, before]: [Dict, Dict] = [object.spec?.taint ?? {}, was.spec?.taint ?? {}]
    if (taint.effect !== before.effect && taint.timeAdded === before.timeAdded) {
      taint.timeAdded = formatTime(now)
    }
    countWhenChanged(object, was)
  },
  check: (object) => checkTaintRule(object),
  checkChange: (object, was) => checkTaintRule(object, was),
  unconditionalUpdate: false,
  columns: [
    nameColumn,
    textColumn(
      'Key',
      'The taint key to be applied to a device. Must be a label name.',
      (object) => object.spec?.taint?.key ?? '',
    ),
    textColumn(
      'Value',
      'The taint value corresponding to the taint key. Must be a label value.',
      (object) => object.spec?.taint?.value ?? '',
    ),
    textColumn(
      'Effect',
      'The effect of the taint on claims that do not tolerate the taint and through such claims on the pods using them.\n\nValid effects are None, NoSchedule and NoExecute. PreferNoSchedule as used for nodes is not valid here. More effects may get added in the future. Consumers must treat unknown effects like None.',
      (object) => object.spec?.taint?.effect ?? '',
    ),
    textColumn(
      'TimeAdded',
      'TimeAdded represents the time at which the taint was added or (only in a DeviceTaintRule) the effect was modified. Added automatically during create or update if not set.\n\nIn addition, in a DeviceTaintRule a value provided during an update gets replaced with the current time if the provided value is the same as the old one and the new effect is different. Changing the key and/or value while keeping the effect unchanged is possible and does not update the time stamp because the eviction which uses it is either already started (NoExecute) or not started yet (NoEffect, NoSchedule).',
      (object, now) =>
        object.spec?.taint?.timeAdded ? since(object.spec.taint.timeAdded, now) : '',
    ),
    ageColumn,
  ],
  resetFields: statusResetFields,
  subresources: { status: statusPart({ checkChange: checkTaintRuleStatus }) },
})

function claimState(object: KubeObject): string {
  const gone = object.metadata.deletionTimestamp !== undefined
  const states = gone ? ['deleted'] : []
  if (!object.status?.allocation) {
    if (!gone) states.push('pending')
  } else {
    states.push('allocated')
    if (listOf(object.status.reservedFor).length > 0) states.push('reserved')
  }
  return states.join(',')
}

function sharedId({ driver, pool, device, shareID }: Dict): string {
  return `${driver}/${pool}/${device}/${shareID ?? ''}`
}

/** The state of a device goes with its allocation. */
function dropFreedDevices(object: KubeObject, was: KubeObject): void {
  const freed = new Set(listOf(was.status?.allocation?.devices?.results).map(sharedId))
  for (const result of listOf(object.status?.allocation?.devices?.results)) {
    freed.delete(sharedId(result))
  }
  const devices = listOf(object.status?.devices).filter((one) => !freed.has(sharedId(one)))
  if (!object.status) return
  if (devices.length > 0) object.status.devices = devices
  else delete object.status.devices
}

export const resourceClaim = defineKind(group, 'resourceclaims', {
  ...claimShapes((object) => object.spec),
  defaults: (object) => {
    object.status ??= {}
    claimSpecDefaults(object.spec)
  },
  prepare: (object) => {
    object.status = {}
    dropGatedClaimFields(object.spec)
  },
  prepareChange: keepStatus,
  check: checkClaim,
  checkChange: checkClaimChange,
  deleteReturnsObject: true,
  columns: [
    nameColumn,
    textColumn(
      'State',
      'A summary of the current state (allocated, pending, reserved, etc.).',
      claimState,
    ),
    ageColumn,
  ],
  resetFields: statusResetFields,
  subresources: {
    status: statusPart({ prepareChange: dropFreedDevices, checkChange: checkClaimStatus }),
  },
})

export const resourceClaimTemplate = defineKind(group, 'resourceclaimtemplates', {
  ...claimShapes((object) => object.spec?.spec),
  defaults: (object) => claimSpecDefaults(object.spec?.spec),
  prepare: (object) => dropGatedClaimFields(object.spec?.spec),
  check: checkTemplate,
  checkChange: checkTemplateChange,
  deleteReturnsObject: true,
  columns: [nameColumn, ageColumn],
})

function warnSlice(object: KubeObject): string[] {
  const driver: string = object.spec?.driver ?? ''
  if (driver === driver.toLowerCase()) return []
  return [
    `spec.driver: driver names should be lowercase; ${goQuote(driver)} contains uppercase characters`,
  ]
}

function dropGatedSliceFields(object: KubeObject): void {
  const spec: Dict = object.spec ?? {}
  delete spec.partitionTypeAttribute
  delete spec.skipNodeOperations
  for (const device of listOf(spec.devices)) {
    delete device.nodeAllocatableResources
    for (const counter of listOf(device.consumesCounters)) delete counter.compatibilityGroups
    for (const attribute of Object.values((device.attributes ?? {}) as Record<string, Dict>)) {
      for (const field of ['bools', 'ints', 'strings', 'versions']) delete attribute[field]
    }
  }
}

function taintTimes(object: KubeObject): void {
  for (const device of listOf(object.spec?.devices)) listOf(device.taints).forEach(taintTime)
}

export const resourceSlice = defineKind(group, 'resourceslices', {
  ...sliceShapes,
  hasGeneration: true,
  defaults: taintTimes,
  prepare: (object) => {
    startGeneration(object)
    dropGatedSliceFields(object)
  },
  prepareChange: (object, was) => {
    countWhenChanged(object, was)
    dropGatedSliceFields(object)
  },
  check: checkSlice,
  checkChange: checkSliceChange,
  warn: warnSlice,
  deleteReturnsObject: true,
  columns: [
    nameColumn,
    textColumn(
      'Node',
      'NodeName identifies the node which provides the resources in this pool. A field selector can be used to list only ResourceSlice objects belonging to a certain node.\n\nThis field can be used to limit access from nodes to ResourceSlices with the same node name. It also indicates to autoscalers that adding new nodes of the same type as some old node might also make new resources available.\n\nExactly one of NodeName, NodeSelector, AllNodes, and PerDeviceNodeSelection must be set. This field is immutable.',
      (object) => object.spec?.nodeName ?? '',
    ),
    textColumn(
      'Driver',
      'Driver identifies the DRA driver providing the capacity information. A field selector can be used to list only ResourceSlice objects with a certain driver name.\n\nMust be a DNS subdomain and should end with a DNS domain owned by the vendor of the driver. It should use only lower case characters. This field is immutable.',
      (object) => object.spec?.driver ?? '',
    ),
    textColumn(
      'Pool',
      'Name is used to identify the pool. For node-local devices, this is often the node name, but this is not required. A field selector can be used to list only ResourceSlice objects belonging to a certain pool.\n\nIt must not be longer than 253 characters and must consist of one or more DNS sub-domains separated by slashes. This field is immutable.',
      (object) => object.spec?.pool?.name ?? '',
    ),
    ageColumn,
  ],
  selectableFields: ['spec.nodeName', 'spec.driver', 'spec.pool.name'],
  selectable: (object) => ({
    'spec.nodeName': object.spec?.nodeName ?? '',
    'spec.driver': object.spec?.driver ?? '',
    'spec.pool.name': object.spec?.pool?.name ?? '',
  }),
})
