// in: settings → out: namespaces, priority classes and the like that every cluster starts with.
import type { Dict, KubeObject } from '@binnacle/meta'

export interface AuthenticationFacts {
  /** PEM texts; left out where they are not set up. */
  readonly clientCa?: string
  readonly requestHeaderCa?: string
  readonly requestHeaderAllowedNames?: readonly string[]
  readonly requestHeaderExtraPrefixes?: readonly string[]
  readonly requestHeaderGroups?: readonly string[]
  readonly requestHeaderUids?: readonly string[]
  readonly requestHeaderUsers?: readonly string[]
}

export function bootstrapNamespaces(): KubeObject[] {
  return ['default', 'kube-node-lease', 'kube-public', 'kube-system'].map((name) => ({
    kind: 'Namespace',
    apiVersion: 'v1',
    metadata: { name, labels: { 'kubernetes.io/metadata.name': name } },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  }))
}

export function bootstrapPriorityClasses(): KubeObject[] {
  const make = (name: string, value: number, description: string): KubeObject => ({
    kind: 'PriorityClass',
    apiVersion: 'scheduling.k8s.io/v1',
    metadata: { name, generation: 1 },
    value,
    description,
    preemptionPolicy: 'PreemptLowerPriority',
  })
  return [
    make(
      'system-cluster-critical',
      2000000000,
      'Used for system critical pods that must run in the cluster, but can be moved to another node if ' +
        'necessary.',
    ),
    make(
      'system-node-critical',
      2000001000,
      'Used for system critical pods that must not be moved from their current node.',
    ),
  ]
}

/** Tells aggregated servers how to know callers; kept up to date by `reconcileConfigMap`. */
export function extensionAuthentication(facts: AuthenticationFacts): KubeObject {
  const data: Dict = {}
  if (facts.clientCa !== undefined) data['client-ca-file'] = facts.clientCa
  if (facts.requestHeaderCa !== undefined) {
    const list = (values: readonly string[] = []) =>
      values.length === 0 ? 'null' : JSON.stringify(values)
    data['requestheader-allowed-names'] =
      facts.requestHeaderAllowedNames === undefined || facts.requestHeaderAllowedNames.length === 0
        ? '[]'
        : JSON.stringify(facts.requestHeaderAllowedNames)
    data['requestheader-client-ca-file'] = facts.requestHeaderCa
    data['requestheader-extra-headers-prefix'] = list(facts.requestHeaderExtraPrefixes)
    data['requestheader-group-headers'] = list(facts.requestHeaderGroups)
    data['requestheader-uid-headers'] = list(facts.requestHeaderUids)
    data['requestheader-username-headers'] = list(facts.requestHeaderUsers)
  }
  return configMap('extension-apiserver-authentication', data)
}

/** Since when the use of tokens kept in secrets is noted. */
export function legacyTokenTracking(now: Date): KubeObject {
  return configMap('kube-apiserver-legacy-service-account-token-tracking', {
    since: now.toISOString().slice(0, 10),
  })
}

function configMap(name: string, data: Dict): KubeObject {
  const metadata = { name, namespace: 'kube-system' }
  return { kind: 'ConfigMap', apiVersion: 'v1', metadata, data }
}
