// in: nothing → out: what the API says of a Node beyond the catalogue.
import type { Dict, KubeObject } from '@binnacle/meta'
import { nodeProxy } from '../connect/proxies.ts'
import { defineKind } from '../define-kind.ts'
import { ageColumn, nameColumn, textColumn, wide } from '../parts/columns.ts'
import { listOf } from '../parts/field-checks.ts'
import { cidrWarnings } from '../parts/ip-checks.ts'
import { keepSpec, keepStatus } from '../parts/keep-parts.ts'
import { checkNode, checkNodeChange, checkNodeStatus } from './node-check.ts'

const rolePrefix = 'node-role.kubernetes.io/'
const addressesDoc =
  "List of addresses reachable to the node. Queried from cloud provider, if available. More info: https://kubernetes.io/docs/reference/node/node-status/#addresses Note: This field is declared as mergeable, but the merge key is not sufficiently unique, which can cause data corruption when it is merged. Callers should instead use a full-replacement patch. See https://pr.k8s.io/79391 for an example. Consumers should assume that addresses can change during the lifetime of a Node. However, there are some exceptions where this may not be possible, such as Pods that inherit a Node's address in its own status or consumers of the downward API (status.hostIP)."

/** Of the two fields for ranges, the single one wins. */
function agreeOnRanges(spec: Dict): void {
  const first = spec.podCIDRs?.[0]
  if (spec.podCIDR && spec.podCIDR !== first) spec.podCIDRs = [spec.podCIDR]
  else if (first !== undefined && first !== '') spec.podCIDR = first
}

function defaults(node: KubeObject): void {
  node.spec ??= {}
  agreeOnRanges(node.spec)
  const status = node.status
  if (status?.capacity && !status.allocatable) status.allocatable = { ...status.capacity }
}

function dropUnused(node: KubeObject): void {
  delete node.spec.configSource
  delete node.spec.podPreemptionPolicy
  if (node.status) delete node.status.config
}

function warn({ spec }: KubeObject): string[] {
  const warnings: string[] = []
  if (spec?.externalID) {
    warnings.push('spec.externalID: this field is deprecated, and is unused by Kubernetes')
  }
  const ranges: readonly string[] = spec?.podCIDRs ?? []
  ranges.forEach((range, index) => {
    warnings.push(...cidrWarnings(`spec.podCIDRs[${index}]`, range))
  })
  return warnings
}

function state(node: KubeObject): string {
  const ready = listOf(node.status?.conditions).findLast(({ type }) => type === 'Ready')
  let shown = 'Unknown'
  if (ready !== undefined) shown = ready.status === 'True' ? 'Ready' : 'NotReady'
  return node.spec?.unschedulable ? `${shown},SchedulingDisabled` : shown
}

function roles({ metadata }: KubeObject): string {
  const found = new Set<string>()
  for (const [key, value] of Object.entries(metadata.labels ?? {})) {
    if (key.startsWith(rolePrefix)) found.add(key.slice(rolePrefix.length))
    else if (key === 'kubernetes.io/role') found.add(value)
  }
  found.delete('')
  return [...found].sort().join(',') || '<none>'
}

function address(type: string): (node: KubeObject) => string {
  return (node) =>
    listOf(node.status?.addresses).find((one) => one.type === type)?.address ?? '<none>'
}

function info(node: KubeObject, name: string): string {
  return node.status?.nodeInfo?.[name] || '<unknown>'
}

function kernel(node: KubeObject): string {
  const architecture = node.status?.nodeInfo?.architecture
  const version = info(node, 'kernelVersion')
  return architecture ? `${version} (${architecture})` : version
}

export const node = defineKind('', 'nodes', {
  defaults,
  prepare: dropUnused,
  prepareChange: (object, was) => {
    keepStatus(object, was)
    dropUnused(object)
  },
  check: checkNode,
  checkChange: checkNodeChange,
  warn,
  selectableFields: ['spec.unschedulable'],
  selectable: (object) => ({ 'spec.unschedulable': String(object.spec?.unschedulable ?? false) }),
  columns: [
    nameColumn,
    textColumn('Status', 'The status of the node', state),
    textColumn('Roles', 'The roles of the node', roles),
    ageColumn,
    textColumn(
      'Version',
      'Kubelet Version reported by the node.',
      (object) => object.status?.nodeInfo?.kubeletVersion ?? '',
    ),
    wide(textColumn('Internal-IP', addressesDoc, address('InternalIP'))),
    wide(textColumn('External-IP', addressesDoc, address('ExternalIP'))),
    wide(
      textColumn(
        'OS-Image',
        'OS Image reported by the node from /etc/os-release (e.g. Debian GNU/Linux 7 (wheezy)).',
        (object) => info(object, 'osImage'),
      ),
    ),
    wide(
      textColumn(
        'Kernel-Version',
        "Kernel Version reported by the node from 'uname -r' (e.g. 3.16.0-0.bpo.4-amd64).",
        kernel,
      ),
    ),
    wide(
      textColumn(
        'Container-Runtime',
        'ContainerRuntime Version reported by the node through runtime remote API (e.g. containerd://1.4.2).',
        (object) => info(object, 'containerRuntimeVersion'),
      ),
    ),
  ],
  resetFields: { '': [['status']], status: [['spec']] },
  subresources: {
    proxy: nodeProxy,
    status: {
      writes: 'part',
      prepareChange: (object, was) => {
        keepSpec(object, was)
        if (was.status?.config === undefined && object.status) delete object.status.config
      },
      checkChange: checkNodeStatus,
    },
  },
})
