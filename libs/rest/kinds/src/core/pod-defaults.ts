// in: a pod → out: the same with its defaults, in place. Never: templates: they get fewer.
import type { Dict, KubeObject } from '@binnacle/meta'
import { podSpecDefaults } from '../parts/pod-spec-defaults.ts'
import { requirementsDefaults, resourceListDefaults } from '../parts/resource-defaults.ts'

/** What may be used is also asked for, unless said otherwise. */
function requestsFromLimits(container: Dict): void {
  const limits = container.resources?.limits
  if (!limits) return
  container.resources.requests ??= {}
  const requests = container.resources.requests
  for (const name of Object.keys(limits)) {
    if (!Object.hasOwn(requests, name)) requests[name] = limits[name]
  }
}

function hostPorts(containers: Dict[] | undefined): void {
  for (const container of containers ?? []) {
    for (const port of container.ports ?? []) {
      if (!port.hostPort && port.containerPort) port.hostPort = port.containerPort
    }
  }
}

function specDefaults(spec: Dict): void {
  if (
    typeof spec.terminationGracePeriodSeconds === 'number' &&
    spec.terminationGracePeriodSeconds < 0
  ) {
    spec.terminationGracePeriodSeconds = 1
  }
  for (const container of spec.containers ?? []) requestsFromLimits(container)
  for (const container of spec.initContainers ?? []) requestsFromLimits(container)
  spec.enableServiceLinks ??= true
  if (spec.hostNetwork) {
    hostPorts(spec.containers)
    hostPorts(spec.initContainers)
  }
  podSpecDefaults(spec)
}

function addressDefaults(status: Dict): void {
  const first = status.podIPs?.[0]
  if (status.podIP) {
    if (first === undefined || first.ip !== status.podIP) status.podIPs = [{ ip: status.podIP }]
  } else if (first?.ip) status.podIP = first.ip
}

function statusDefaults(status: Dict): void {
  addressDefaults(status)
  for (const list of [
    status.initContainerStatuses,
    status.containerStatuses,
    status.ephemeralContainerStatuses,
  ]) {
    for (const container of list ?? []) {
      resourceListDefaults(container.allocatedResources)
      requirementsDefaults(container.resources)
    }
  }
  resourceListDefaults(status.allocatedResources)
  requirementsDefaults(status.resources)
}

export function podDefaults(pod: KubeObject): void {
  pod.spec ??= {}
  specDefaults(pod.spec)
  if (pod.status) statusDefaults(pod.status)
}
