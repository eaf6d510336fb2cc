// in: nothing → out: what the API says of a Service beyond the catalogue.
import { dns1123Label, type FieldError, type KubeObject, maskTrailingDash } from '@binnacle/meta'
import { serviceProxy } from '../connect/proxies.ts'
import { defineKind } from '../define-kind.ts'
import type { WriteContext } from '../kind.ts'
import { ageColumn, nameColumn, textColumn, wide } from '../parts/columns.ts'
import { listOf } from '../parts/field-checks.ts'
import { ipWarnings } from '../parts/ip-checks.ts'
import { keepSpec } from '../parts/keep-parts.ts'
import { balancerAddresses } from '../parts/load-balancer.ts'
import { showLabels } from '../parts/show-selector.ts'
import { checkServiceChange } from './service-change-check.ts'
import { checkService, checkServiceStatus } from './service-check.ts'
import { serviceDefaults } from './service-defaults.ts'
import { portPlans, refuseImpossible } from './service-ports.ts'
import { prepareService, prepareServiceChange } from './service-prepare.ts'
import { reserveService } from './service-reserve.ts'
import { addressesOf, portsOf } from './service-shape.ts'
import { serviceWarnings } from './service-warnings.ts'

function externalIp({ spec = {}, status }: KubeObject): string {
  const own = listOf(spec.externalIPs).map(String)
  switch (spec.type) {
    case 'ClusterIP':
    case 'NodePort':
      return own.join(',') || '<none>'
    case 'LoadBalancer':
      return [...balancerAddresses(status?.loadBalancer), ...own].join(',') || '<pending>'
    case 'ExternalName':
      return spec.externalName ?? ''
    default:
      return '<unknown>'
  }
}

function showPorts(service: KubeObject): string {
  const pieces = portsOf(service).map(({ port = 0, nodePort, protocol = '' }) =>
    nodePort > 0 ? `${port}:${nodePort}/${protocol}` : `${port}/${protocol}`,
  )
  return pieces.join(',') || '<none>'
}

function prepare(service: KubeObject, { surroundings, dryRun }: WriteContext): void {
  const { serviceClusterIpRanges, serviceNodePorts } = surroundings.settings
  prepareService(service, serviceClusterIpRanges)
  if (!dryRun) refuseImpossible(service, portPlans(service, undefined), serviceNodePorts)
}

function prepareChange(service: KubeObject, was: KubeObject, { surroundings }: WriteContext): void {
  prepareServiceChange(service, was, surroundings.settings.serviceClusterIpRanges)
}

function warnStatus(service: KubeObject): string[] {
  return listOf(service.status?.loadBalancer?.ingress).flatMap(({ ip }, index) =>
    ip ? ipWarnings(`status.loadBalancer.ingress[${index}]`, ip) : [],
  )
}

export const service = defineKind('', 'services', {
  defaults: serviceDefaults,
  nameRule: (name, isPrefix) => dns1123Label(isPrefix ? maskTrailingDash(name) : name),
  prepare,
  prepareChange,
  check: (object): FieldError[] => checkService(object),
  checkChange: checkServiceChange,
  warn: serviceWarnings,
  reserve: reserveService,
  createOnUpdate: true,
  deleteReturnsObject: true,
  columns: [
    nameColumn,
    textColumn(
      'Type',
      'type determines how the Service is exposed. Defaults to ClusterIP. Valid options are ExternalName, ClusterIP, NodePort, and LoadBalancer. "ClusterIP" allocates a cluster-internal IP address for load-balancing to endpoints. Endpoints are determined by the selector or if that is not specified, by manual construction of an Endpoints object or EndpointSlice objects. If clusterIP is "None", no virtual IP is allocated and the endpoints are published as a set of endpoints rather than a virtual IP. "NodePort" builds on ClusterIP and allocates a port on every node which routes to the same endpoints as the clusterIP. "LoadBalancer" builds on NodePort and creates an external load-balancer (if supported in the current cloud) which routes to the same endpoints as the clusterIP. "ExternalName" aliases this service to the specified externalName. Several other fields do not apply to ExternalName services. More info: https://kubernetes.io/docs/concepts/services-networking/service/#publishing-services-service-types',
      (object) => object.spec?.type ?? '',
    ),
    textColumn(
      'Cluster-IP',
      'clusterIP is the IP address of the service and is usually assigned randomly. If an address is specified manually, is in-range (as per system configuration), and is not in use, it will be allocated to the service; otherwise creation of the service will fail. This field may not be changed through updates unless the type field is also being changed to ExternalName (which requires this field to be blank) or the type field is being changed from ExternalName (in which case this field may optionally be specified, as describe above).  Valid values are "None", empty string (""), or a valid IP address. Setting this to "None" makes a "headless service" (no virtual IP), which is useful when direct endpoint connections are preferred and proxying is not required.  Only applies to types ClusterIP, NodePort, and LoadBalancer. If this field is specified when creating a Service of type ExternalName, creation will fail. This field will be wiped when updating a Service to type ExternalName. More info: https://kubernetes.io/docs/concepts/services-networking/service/#virtual-ips-and-service-proxies',
      (object) => addressesOf(object)[0] ?? '<none>',
    ),
    textColumn(
      'External-IP',
      'externalIPs is a list of IP addresses for which nodes in the cluster will also accept traffic for this service.  These IPs are not managed by Kubernetes.  The user is responsible for ensuring that traffic arrives at a node with this IP.  A common example is external load-balancers that are not part of the Kubernetes system.',
      externalIp,
    ),
    textColumn(
      'Port(s)',
      'The list of ports that are exposed by this service. More info: https://kubernetes.io/docs/concepts/services-networking/service/#virtual-ips-and-service-proxies',
      showPorts,
    ),
    ageColumn,
    wide(
      textColumn(
        'Selector',
        'Route service traffic to pods with label keys and values matching this selector. If empty or not present, the service is assumed to have an external process managing its endpoints, which Kubernetes will not modify. Only applies to types ClusterIP, NodePort, and LoadBalancer. Ignored if type is ExternalName. More info: https://kubernetes.io/docs/concepts/services-networking/service/',
        (object) => showLabels(object.spec?.selector),
      ),
    ),
  ],
  selectableFields: ['spec.clusterIP', 'spec.type'],
  selectable: (object) => ({
    'spec.clusterIP': object.spec?.clusterIP ?? '',
    'spec.type': object.spec?.type ?? '',
  }),
  resetFields: { '': [['status']], status: [['spec']] },
  subresources: {
    proxy: serviceProxy,
    status: {
      writes: 'part',
      prepareChange: keepSpec,
      checkChange: checkServiceStatus,
      warn: warnStatus,
    },
  },
})
