// in: --enable-admission-plugins and --disable-admission-plugins → out: the steps, in upstream's order.
import {
  certificateApproval,
  certificateSigning,
  certificateSubjectRestriction,
  clusterTrustBundleAttest,
} from './certificates.ts'
import { defaultIngressClass } from './default-ingress-class.ts'
import { defaultStorageClass } from './default-storage-class.ts'
import { defaultTolerationSeconds } from './default-toleration-seconds.ts'
import { limitRanger } from './limit-ranger.ts'
import { namespaceLifecycle } from './namespace-lifecycle.ts'
import { persistentVolumeClaimResize } from './persistent-volume-claim-resize.ts'
import { podTopologyLabels } from './pod-topology-labels.ts'
import { priority } from './priority.ts'
import { resourceQuota } from './quota/resource-quota.ts'
import { runtimeClass } from './runtime-class.ts'
import { serviceAccount } from './service-account.ts'
import type { AdmissionStep } from './step.ts'
import { storageObjectInUseProtection } from './storage-object-in-use-protection.ts'
import { taintNodesByCondition } from './taint-nodes-by-condition.ts'

/** In the order in which they run; `on`: without a flag. */
const plugins: readonly { readonly step: AdmissionStep; readonly on: boolean }[] = [
  { step: namespaceLifecycle, on: true },
  { step: limitRanger, on: true },
  { step: serviceAccount, on: true },
  { step: taintNodesByCondition, on: true },
  { step: priority, on: true },
  { step: defaultTolerationSeconds, on: true },
  { step: defaultStorageClass, on: true },
  { step: storageObjectInUseProtection, on: true },
  { step: persistentVolumeClaimResize, on: true },
  { step: runtimeClass, on: true },
  { step: certificateApproval, on: true },
  { step: certificateSigning, on: true },
  { step: clusterTrustBundleAttest, on: true },
  { step: certificateSubjectRestriction, on: true },
  { step: defaultIngressClass, on: true },
  { step: podTopologyLabels, on: true },
  { step: resourceQuota, on: true },
]

export interface PluginChoice {
  readonly enable: readonly string[]
  readonly disable: readonly string[]
}

export function admissionSteps({ enable, disable }: PluginChoice): AdmissionStep[] {
  return plugins
    .filter(({ step, on }) => (on || enable.includes(step.name)) && !disable.includes(step.name))
    .map(({ step }) => step)
}
