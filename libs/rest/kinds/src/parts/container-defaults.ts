// in: a container of any sort → out: the same with its defaults, in place. Never: what only pods get.
import type { Dict } from '@binnacle/meta'
import { defaultPullPolicy } from './image-name.ts'
import { requirementsDefaults } from './resource-defaults.ts'

function httpGetDefaults(action: Dict | undefined): void {
  if (!action) return
  action.path ||= '/'
  action.scheme ||= 'HTTP'
}

function probeDefaults(probe: Dict | undefined): void {
  if (!probe) return
  probe.timeoutSeconds ||= 1
  probe.periodSeconds ||= 10
  probe.successThreshold ||= 1
  probe.failureThreshold ||= 3
  httpGetDefaults(probe.httpGet)
  if (probe.grpc) probe.grpc.service ??= ''
}

function envDefaults(variable: Dict): void {
  const from = variable.valueFrom
  if (!from) return
  if (from.fieldRef) from.fieldRef.apiVersion ||= 'v1'
  if (from.fileKeyRef) from.fileKeyRef.optional ??= false
}

export function containerDefaults(container: Dict): void {
  container.imagePullPolicy ||= defaultPullPolicy(container.image)
  container.terminationMessagePath ||= '/dev/termination-log'
  container.terminationMessagePolicy ||= 'File'
  for (const port of container.ports ?? []) port.protocol ||= 'TCP'
  for (const variable of container.env ?? []) envDefaults(variable)
  requirementsDefaults(container.resources)
  probeDefaults(container.livenessProbe)
  probeDefaults(container.readinessProbe)
  probeDefaults(container.startupProbe)
  httpGetDefaults(container.lifecycle?.postStart?.httpGet)
  httpGetDefaults(container.lifecycle?.preStop?.httpGet)
}
