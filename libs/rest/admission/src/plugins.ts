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
import { nodeRestriction } from './node-restriction/node-restriction.ts'
import { alwaysPullImages } from './optional/always-pull-images.ts'
import { denyServiceExternalIps } from './optional/deny-service-external-ips.ts'
import { extendedResourceToleration } from './optional/extended-resource-toleration.ts'
import { limitPodHardAntiAffinityTopology } from './optional/limit-pod-hard-anti-affinity-topology.ts'
import { namespaceAutoProvision } from './optional/namespace-auto-provision.ts'
import { namespaceExists } from './optional/namespace-exists.ts'
import { ownerReferencesPermission } from './optional/owner-references.ts'
import { podNodeSelector } from './optional/pod-node-selector.ts'
import { persistentVolumeClaimResize } from './persistent-volume-claim-resize.ts'
import { podSecurity } from './pod-security/pod-security.ts'
import { podTopologyLabels } from './pod-topology-labels.ts'
import { priority } from './priority.ts'
import { mutatingPolicies } from './policy/mutating-policies.ts'
import { validatingPolicies } from './policy/validating-policies.ts'
import { type QuotaKeeper, resourceQuota } from './quota/resource-quota.ts'
import { runtimeClass } from './runtime-class.ts'
import { serviceAccount } from './service-account.ts'
import type { AdmissionStep } from './step.ts'
import { storageObjectInUseProtection } from './storage-object-in-use-protection.ts'
import { taintNodesByCondition } from './taint-nodes-by-condition.ts'
import { mutatingWebhooks } from './webhook/mutating-webhooks.ts'
import { validatingWebhooks } from './webhook/validating-webhooks.ts'

interface Plugin {
  readonly name: string
  /** Without a flag. */
  readonly on: boolean
  make(configuration: unknown, keeper: QuotaKeeper | undefined): AdmissionStep
}

function always(step: AdmissionStep): Plugin {
  return { name: step.name, on: true, make: () => step }
}

function asked(step: AdmissionStep): Plugin {
  return { ...always(step), on: false }
}

/** In the order in which they run. */
const plugins: readonly Plugin[] = [
  asked(namespaceAutoProvision),
  always(namespaceLifecycle),
  asked(namespaceExists),
  asked(limitPodHardAntiAffinityTopology),
  always(limitRanger),
  always(serviceAccount),
  asked(nodeRestriction),
  always(taintNodesByCondition),
  asked(alwaysPullImages),
  { name: 'PodSecurity', on: true, make: podSecurity },
  { name: 'PodNodeSelector', on: false, make: podNodeSelector },
  always(priority),
  always(defaultTolerationSeconds),
  asked(extendedResourceToleration),
  always(defaultStorageClass),
  always(storageObjectInUseProtection),
  asked(ownerReferencesPermission),
  always(persistentVolumeClaimResize),
  always(runtimeClass),
  always(certificateApproval),
  always(certificateSigning),
  always(clusterTrustBundleAttest),
  always(certificateSubjectRestriction),
  always(defaultIngressClass),
  asked(denyServiceExternalIps),
  always(podTopologyLabels),
  always(mutatingPolicies),
  always(mutatingWebhooks),
  always(validatingPolicies),
  always(validatingWebhooks),
  { name: 'ResourceQuota', on: true, make: resourceQuota },
]

export interface PluginChoice {
  readonly enable: readonly string[]
  readonly disable: readonly string[]
  /** By plugin: what the configuration file says of it. */
  readonly configurations?: ReadonlyMap<string, unknown>
  /** Keeps the status of quotas, where no controller elsewhere does. */
  readonly quotaKeeper?: QuotaKeeper
}

export function admissionSteps(choice: PluginChoice): AdmissionStep[] {
  const { enable, disable, configurations, quotaKeeper } = choice
  return plugins
    .filter(({ name, on }) => (on || enable.includes(name)) && !disable.includes(name))
    .map(({ name, make }) => make(configurations?.get(name), quotaKeeper))
}
