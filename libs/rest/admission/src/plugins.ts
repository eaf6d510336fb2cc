// in: --enable-admission-plugins and --disable-admission-plugins → out: the steps, in upstream's order.
import {
  certificateApproval,
  certificateSigning,
  certificateSubjectRestriction,
  clusterTrustBundleAttest,
} from './certificates.ts'
import { defaultIngressClass } from './default-ingress-class.ts'
import { defaultStorageClass } from './default-storage-class.ts'
import { defaultTolerationSeconds, type TolerationSeconds } from './default-toleration-seconds.ts'
import { limitRanger } from './limit-ranger.ts'
import { namespaceLifecycle } from './namespace-lifecycle.ts'
import { nodeDeclaredFeatures } from './node-declared-features.ts'
import { nodeRestriction } from './node-restriction/node-restriction.ts'
import { alwaysAdmit, alwaysDeny } from './optional/always.ts'
import { alwaysPullImages } from './optional/always-pull-images.ts'
import { denyServiceExternalIps } from './optional/deny-service-external-ips.ts'
import { eventRateLimit } from './optional/event-rate-limit.ts'
import { extendedResourceToleration } from './optional/extended-resource-toleration.ts'
import { imagePolicyWebhook } from './optional/image-policy-webhook.ts'
import { limitPodHardAntiAffinityTopology } from './optional/limit-pod-hard-anti-affinity-topology.ts'
import { namespaceAutoProvision } from './optional/namespace-auto-provision.ts'
import { namespaceExists } from './optional/namespace-exists.ts'
import { ownerReferencesPermission } from './optional/owner-references.ts'
import { podNodeSelector } from './optional/pod-node-selector.ts'
import { podTolerationRestriction } from './optional/pod-toleration-restriction.ts'
import { persistentVolumeClaimResize } from './persistent-volume-claim-resize.ts'
import { podGroupProtection } from './pod-group-protection.ts'
import { podResizeValidator } from './pod-resize-validator.ts'
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
  make(configuration: unknown, keeper: QuotaKeeper | undefined, choice: PluginChoice): AdmissionStep
}

function always(step: AdmissionStep): Plugin {
  return { name: step.name, on: true, make: () => step }
}

function asked(step: AdmissionStep): Plugin {
  return { ...always(step), on: false }
}

/** In the order in which they run. */
const plugins: readonly Plugin[] = [
  asked(alwaysAdmit),
  asked(namespaceAutoProvision),
  always(namespaceLifecycle),
  asked(namespaceExists),
  asked(limitPodHardAntiAffinityTopology),
  always(limitRanger),
  always(serviceAccount),
  asked(nodeRestriction),
  always(taintNodesByCondition),
  asked(alwaysPullImages),
  { name: 'ImagePolicyWebhook', on: false, make: imagePolicyWebhook },
  { name: 'PodSecurity', on: true, make: podSecurity },
  { name: 'PodNodeSelector', on: false, make: podNodeSelector },
  always(priority),
  {
    name: 'DefaultTolerationSeconds',
    on: true,
    make: (_configuration, _keeper, { tolerationSeconds }) =>
      defaultTolerationSeconds(tolerationSeconds),
  },
  { name: 'PodTolerationRestriction', on: false, make: podTolerationRestriction },
  { name: 'EventRateLimit', on: false, make: (configuration) => eventRateLimit(configuration) },
  asked(extendedResourceToleration),
  always(defaultStorageClass),
  always(storageObjectInUseProtection),
  always(podGroupProtection),
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
  always(nodeDeclaredFeatures),
  always(podResizeValidator),
  always(mutatingPolicies),
  { name: 'MutatingAdmissionWebhook', on: true, make: mutatingWebhooks },
  always(validatingPolicies),
  { name: 'ValidatingAdmissionWebhook', on: true, make: validatingWebhooks },
  { name: 'ResourceQuota', on: true, make: resourceQuota },
  asked(alwaysDeny),
]

export interface PluginChoice {
  readonly enable: readonly string[]
  readonly disable: readonly string[]
  /** These and no others, whatever stands above; undefined: the default ones and those enabled. */
  readonly only?: readonly string[] | undefined
  /** By plugin: what the configuration file says of it. */
  readonly configurations?: ReadonlyMap<string, unknown>
  /** Keeps the status of quotas, where no controller elsewhere does. */
  readonly quotaKeeper?: QuotaKeeper
  /** How long pods stay on nodes that do not answer; undefined: five minutes. */
  readonly tolerationSeconds?: TolerationSeconds
}

/** Why these flags cannot be followed, in the reference's words; [] when they can. */
export function pluginFaults({ enable, disable, only = [] }: PluginChoice): string[] {
  const known = new Set(plugins.map(({ name }) => name))
  const unknown = (flag: string, names: readonly string[]) =>
    names.filter((name) => !known.has(name)).map((name) => `${flag} plugin "${name}" is unknown`)
  const both = [...new Set(enable)].filter((name) => disable.includes(name)).sort()
  const overlap = `[${both.join(' ')}] in enable-admission-plugins and disable-admission-plugins overlapped`
  return [
    ...unknown('admission-control', only),
    ...unknown('enable-admission-plugins', enable),
    ...unknown('disable-admission-plugins', disable),
    ...(both.length > 0 ? [overlap] : []),
  ]
}

/** Throws an Error that names the plugin whose configuration is wrong. */
export function admissionSteps(choice: PluginChoice): AdmissionStep[] {
  const { enable, disable, only, configurations, quotaKeeper } = choice
  const isChosen = ({ name, on }: Plugin) =>
    (on || enable.includes(name)) && !disable.includes(name)
  return plugins
    .filter((plugin) => (only === undefined ? isChosen(plugin) : only.includes(plugin.name)))
    .map(({ name, make }) => {
      try {
        return make(configurations?.get(name), quotaKeeper, choice)
      } catch (error) {
        const why = (error as Error).message
        throw new Error(`couldn't init admission plugin ${JSON.stringify(name)}: ${why}`)
      }
    })
}
