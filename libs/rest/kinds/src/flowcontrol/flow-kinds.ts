// in: nothing → out: what the API says of FlowSchemas and PriorityLevelConfigurations. Never: flow control itself.
import type { Dict, KubeObject } from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import type { Kind } from '../kind.ts'
import { ageColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { listOf } from '../parts/field-checks.ts'
import { keepPart, keepSpec, keepStatus } from '../parts/keep-parts.ts'
import { metadataAgain } from '../parts/metadata-again.ts'
import { countWhenChanged, startGeneration } from '../parts/spec-generation.ts'
import { statusResetFields } from '../parts/status-part.ts'
import { checkFlowSchema, conditionErrors } from './flow-schema-check.ts'
import { checkPriorityLevel } from './priority-level-check.ts'

const group = 'flowcontrol.apiserver.k8s.io'

/** The status' writer changes no metadata, but who owns what. */
function keepAllMetadata(object: KubeObject, was: KubeObject): void {
  const { managedFields } = object.metadata
  object.metadata = { ...was.metadata }
  keepPart(object.metadata, { managedFields }, 'managedFields')
}

function both(check: (object: KubeObject) => ReturnType<typeof conditionErrors>): Kind {
  return {
    hasGeneration: true,
    prepare: (object) => {
      object.status = {}
      startGeneration(object)
    },
    prepareChange: (object, was) => {
      countWhenChanged(object, was)
      keepStatus(object, was)
    },
    check,
    checkChange: (object, _was, context) => [...metadataAgain(object, context), ...check(object)],
    resetFields: statusResetFields,
    subresources: {
      status: {
        writes: 'part',
        prepareChange: (object, was) => {
          keepAllMetadata(object, was)
          keepSpec(object, was)
        },
        checkChange: conditionErrors,
      },
    },
  }
}

function dangling(object: KubeObject): string {
  const found = listOf(object.status?.conditions).find((one) => one.type === 'Dangling')
  return found ? (found.status ?? '') : '?'
}

export const flowSchema = defineKind(group, 'flowschemas', {
  ...both(checkFlowSchema),
  defaults: (object) => {
    const spec: Dict = (object.spec ??= {})
    spec.matchingPrecedence ||= 1000
  },
  columns: [
    nameColumn,
    textColumn(
      'PriorityLevel',
      '`name` is the name of the priority level configuration being referenced Required.',
      (object) => object.spec?.priorityLevelConfiguration?.name ?? '',
    ),
    textColumn(
      'MatchingPrecedence',
      '`matchingPrecedence` is used to choose among the FlowSchemas that match a given request. The chosen FlowSchema is among those with the numerically lowest (which we take to be logically highest) MatchingPrecedence.  Each MatchingPrecedence value must be ranged in [1,10000]. Note that if the precedence is not specified, it will be set to 1000 as default.',
      (object) => object.spec?.matchingPrecedence ?? 0,
    ),
    textColumn(
      'DistinguisherMethod',
      '`distinguisherMethod` defines how to compute the flow distinguisher for requests that match this schema. `nil` specifies that the distinguisher is disabled and thus will always be the empty string.',
      (object) => object.spec?.distinguisherMethod?.type ?? '<none>',
    ),
    ageColumn,
    textColumn(
      'MissingPL',
      'references a broken or non-existent PriorityLevelConfiguration',
      dangling,
    ),
  ],
})

function levelDefaults(object: KubeObject): void {
  const { limited, exempt } = object.spec ?? {}
  if (exempt) {
    exempt.nominalConcurrencyShares ??= 0
    exempt.lendablePercent ??= 0
  }
  if (!limited) return
  limited.nominalConcurrencyShares ??= 30
  limited.lendablePercent ??= 0
  const queuing: Dict | undefined = limited.limitResponse?.queuing
  if (!queuing) return
  queuing.handSize ||= 8
  queuing.queues ||= 64
  queuing.queueLengthLimit ||= 50
}

const queuingOf = (object: KubeObject): Dict | undefined =>
  object.spec?.limited?.limitResponse?.queuing

export const priorityLevelConfiguration = defineKind(group, 'prioritylevelconfigurations', {
  ...both(checkPriorityLevel),
  defaults: levelDefaults,
  columns: [
    nameColumn,
    textColumn(
      'Type',
      '`type` indicates whether this priority level is subject to limitation on request execution.  A value of `"Exempt"` means that requests of this priority level are not subject to a limit (and thus are never queued) and do not detract from the capacity made available to other priority levels.  A value of `"Limited"` means that (a) requests of this priority level _are_ subject to limits and (b) some of the server\'s limited capacity is made available exclusively to this priority level. Required.',
      (object) => object.spec?.type ?? '',
    ),
    textColumn(
      'NominalConcurrencyShares',
      '`nominalConcurrencyShares` (NCS) contributes to the computation of the NominalConcurrencyLimit (NominalCL) of this level. This is the number of execution seats available at this priority level. This is used both for requests dispatched from this priority level as well as requests dispatched from other priority levels borrowing seats from this level. The server\'s concurrency limit (ServerCL) is divided among the Limited priority levels in proportion to their NCS values:\n\nNominalCL(i)  = ceil( ServerCL * NCS(i) / sum_ncs ) sum_ncs = sum[priority level k] NCS(k)\n\nBigger numbers mean a larger nominal concurrency limit, at the expense of every other priority level.\n\nIf not specified, this field defaults to a value of 30.\n\nSetting this field to zero supports the construction of a "jail" for this priority level that is used to hold some request(s)',
      (object) => object.spec?.limited?.nominalConcurrencyShares ?? '<none>',
    ),
    textColumn(
      'Queues',
      '`queues` is the number of queues for this priority level. The queues exist independently at each apiserver. The value must be positive.  Setting it to 1 effectively precludes shufflesharding and thus makes the distinguisher method of associated flow schemas irrelevant.  This field has a default value of 64.',
      (object) => queuingOf(object)?.queues ?? '<none>',
    ),
    textColumn(
      'HandSize',
      "`handSize` is a small positive number that configures the shuffle sharding of requests into queues.  When enqueuing a request at this priority level the request's flow identifier (a string pair) is hashed and the hash value is used to shuffle the list of queues and deal a hand of the size specified here.  The request is put into one of the shortest queues in that hand. `handSize` must be no larger than `queues`, and should be significantly smaller (so that a few heavy flows do not saturate most of the queues).  See the user-facing documentation for more extensive guidance on setting this field.  This field has a default value of 8.",
      (object) => queuingOf(object)?.handSize ?? '<none>',
    ),
    textColumn(
      'QueueLengthLimit',
      '`queueLengthLimit` is the maximum number of requests allowed to be waiting in a given queue of this priority level at a time; excess requests are rejected.  This value must be positive.  If not specified, it will be defaulted to 50.',
      (object) => queuingOf(object)?.queueLengthLimit ?? '<none>',
    ),
    ageColumn,
  ],
})
