// in: nothing → out: the flags about admission, services, nodes and other servers. Data.
import { flag, idle } from './flag.ts'

const noLeaders = 'there is no coordinated leader election: its feature is off, as by default'
const noPeers = 'replicas serve the same versions, and never hand requests to each other'

export const clusterFlags = {
  'admission-control-config-file': flag(
    'text',
    '',
    'What admission plugins are told, an AdmissionConfiguration.',
  ),
  'disable-admission-plugins': flag('list', '', 'Admission plugins to switch off.'),
  'enable-admission-plugins': flag(
    'list',
    '',
    'Admission plugins to switch on besides the default ones.',
  ),
  'allow-privileged': flag('switch', 'false', 'Allow privileged containers.'),
  'enable-aggregator-routing': flag(
    'switch',
    'false',
    'Call the pods behind a service, not its address.',
  ),
  'kubelet-certificate-authority': flag(
    'text',
    '',
    'CA of kubelets; without it they are not checked.',
  ),
  'kubelet-client-certificate': flag('text', '', 'Certificate shown to kubelets.'),
  'kubelet-client-key': flag('text', '', 'Key of the certificate shown to kubelets.'),
  'proxy-client-cert-file': flag('text', '', 'Certificate shown to servers behind this one.'),
  'proxy-client-key-file': flag('text', '', 'Key of the certificate shown to such servers.'),
  'runtime-config': flag('list', '', 'Group versions to switch on or off: apps/v1=false.'),
  'service-cluster-ip-range': flag(
    'list',
    '10.0.0.0/24',
    'Addresses for services, one or two ranges.',
  ),
  'service-node-port-range': flag('text', '30000-32767', 'Ports for services on nodes.'),
  controllers: flag(
    'switch',
    'true',
    'Ours: run the standalone loops; --no-controllers switches them off.',
  ),

  'admission-control': flag(
    'list',
    '',
    'Deprecated: all admission plugins to run; the others are off.',
  ),
  'aggregator-reject-forwarding-redirect': idle(
    'switch',
    'true',
    'Refuse redirects of servers behind this one.',
    'their redirects are never handed on',
  ),
  'apiserver-count': idle(
    'number',
    '1',
    'Deprecated: how many replicas there are.',
    'replicas find each other by their leases',
  ),
  'coordinated-leadership-lease-duration': idle(
    'duration',
    '15s',
    'How long a leader leads.',
    noLeaders,
  ),
  'coordinated-leadership-renew-deadline': idle(
    'duration',
    '10s',
    'When a leader gives up.',
    noLeaders,
  ),
  'coordinated-leadership-retry-period': idle(
    'duration',
    '2s',
    'When a leader tries again.',
    noLeaders,
  ),
  'default-not-ready-toleration-seconds': flag(
    'number',
    '300',
    'How long pods stay on a node that is not ready.',
  ),
  'default-unreachable-toleration-seconds': flag(
    'number',
    '300',
    'How long pods stay on an unreachable node.',
  ),
  'egress-selector-config-file': flag(
    'text',
    '',
    'Ways to the cluster through proxies: refused, there are none yet.',
  ),
  'endpoint-reconciler-type': flag(
    'text',
    'lease',
    'Who keeps the endpoints of the kubernetes service: lease, master-count (the same) or none.',
  ),
  'kubelet-port': idle('number', '10250', 'Deprecated: port of kubelets.', 'nodes say their port'),
  'kubelet-preferred-address-types': flag(
    'list',
    'Hostname,InternalDNS,InternalIP,ExternalDNS,ExternalIP',
    'By which of its addresses a kubelet is called, in order.',
  ),
  'kubelet-read-only-port': idle(
    'number',
    '10255',
    'Deprecated: port of kubelets without TLS.',
    'it is never called',
  ),
  'kubelet-timeout': idle(
    'duration',
    '5s',
    'How long a kubelet may take.',
    'calls of kubelets end with the request they are for, as in the reference',
  ),
  'kubernetes-service-node-port': flag(
    'number',
    '0',
    'Node port of the kubernetes service; 0: none.',
  ),
  'peer-advertise-ip': idle('text', '', 'Address for other replicas.', noPeers),
  'peer-advertise-port': idle('text', '', 'Port for other replicas.', noPeers),
  'peer-ca-file': idle('text', '', 'Authority of other replicas.', noPeers),
} as const
