// in: flags about services, nodes and other servers → out: what is wrong with them. Never: a cluster.
import type { Flags } from './check-flags.ts'

const portMax = 65_535

export function clusterFaults(flags: Flags): string[] {
  const faults = [...nodePortFaults(flags), ...leadershipFaults(flags), ...unsupported(flags)]
  const reconciler = flags.text('endpoint-reconciler-type')
  if (!['', 'lease', 'master-count', 'none'].includes(reconciler)) {
    faults.push(`Reconciler not implemented: ${reconciler}`)
  }
  const count = flags.number('apiserver-count')
  if (count <= 0) {
    const positive = `should be a positive number, but value '${count}' provided`
    faults.push(`--apiserver-count ${positive}`)
  }
  const chosen = flags.isGiven('admission-control')
  const others = ['enable-admission-plugins', 'disable-admission-plugins'] as const
  if (chosen && others.some((name) => flags.isGiven(name))) {
    const both = 'enable-admission-plugins/disable-admission-plugins'
    faults.push(`admission-control and ${both} flags are mutually exclusive`)
  }
  return faults
}

function nodePortFaults(flags: Flags): string[] {
  const flag = 'kubernetes-service-node-port'
  const port = flags.number(flag)
  if (port < 0 || port > portMax) {
    const zero = 'If 0, the Kubernetes master service will be of type ClusterIP'
    return [`--${flag} ${port} must be between 0 and ${portMax}, inclusive. ${zero}`]
  }
  const range = flags.text('service-node-port-range')
  const [from = 0, to = portMax] = range.split('-').map(Number)
  if (port === 0 || (port >= from && port <= to)) return []
  return [`kubernetes service node port range ${range} doesn't contain ${port}`]
}

function leadershipFaults(flags: Flags): string[] {
  const name = (last: string) => `coordinated-leadership-${last}` as const
  const lease = flags.milliseconds('coordinated-leadership-lease-duration')
  const deadline = flags.milliseconds('coordinated-leadership-renew-deadline')
  const retry = flags.milliseconds('coordinated-leadership-retry-period')
  const greater = (one: string, other: string) =>
    `--${name(one)} must be greater than --${name(other)}`
  return [
    ...(lease <= deadline ? [greater('lease-duration', 'renew-deadline')] : []),
    ...(deadline <= retry ? [greater('renew-deadline', 'retry-period')] : []),
  ]
}

/** What would be unsafe, or would look like a loss of data, if it were passed over. */
function unsupported(flags: Flags): string[] {
  const faults: string[] = []
  if (flags.isSet('egress-selector-config-file')) {
    faults.push(
      '--egress-selector-config-file is not supported: nodes, pods and webhooks are called directly',
    )
  }
  if (flags.isSet('service-account-signing-endpoint')) {
    faults.push(
      '--service-account-signing-endpoint is not supported: tokens are signed with --service-account-signing-key-file',
    )
  }
  return faults
}
