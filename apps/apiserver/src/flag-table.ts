// in: nothing → out: the flags that this server knows, by upstream's names. Never: a flag without effect.
import { accessFlags } from './access-flags.ts'

export type FlagKind = 'text' | 'number' | 'switch' | 'duration' | 'list'

export interface Flag {
  readonly kind: FlagKind
  readonly default: string
  readonly about: string
}

const flag = (kind: FlagKind, preset: string, about: string): Flag => ({
  kind,
  default: preset,
  about,
})

/** Names that upstream does not have are marked "Ours". */
export const flagTable = {
  ...accessFlags,
  'admission-control-config-file': flag(
    'text',
    '',
    'What admission plugins are told, an AdmissionConfiguration.',
  ),
  'advertise-address': flag('text', '', 'Address that clients in the cluster are told.'),
  'allow-privileged': flag('switch', 'false', 'Allow privileged containers.'),
  'anonymous-auth': flag('switch', 'true', 'Let requests without credentials be system:anonymous.'),
  'api-audiences': flag('list', '', 'Audiences of tokens; default: the issuer.'),
  'audit-log-maxage': flag('number', '0', 'Days that old audit logs stay; 0: for ever.'),
  'audit-log-maxbackup': flag('number', '0', 'Old audit logs that stay; 0: all.'),
  'audit-log-maxsize': flag('number', '0', 'MB of an audit log before a new one begins; 0: 100.'),
  'audit-log-path': flag('text', '', 'File of audit records; - is the standard output.'),
  'audit-policy-file': flag('text', '', 'Says what is recorded; without it nothing is.'),
  'audit-webhook-batch-max-size': flag('number', '400', 'Audit records in one call.'),
  'audit-webhook-batch-max-wait': flag(
    'duration',
    '30s',
    'How long audit records wait for others.',
  ),
  'audit-webhook-config-file': flag(
    'text',
    '',
    'Kubeconfig of a webhook that takes audit records.',
  ),
  'authorization-mode': flag(
    'list',
    'Node,RBAC',
    'Authorizers in order: Node, RBAC, AlwaysAllow, AlwaysDeny, Webhook.',
  ),
  'bind-address': flag('text', '0.0.0.0', 'Address that the secure ports listen on.'),
  'cert-dir': flag('text', '', 'Folder for a self-signed certificate when none is given.'),
  'client-ca-file': flag(
    'text',
    '',
    'Client certificates signed by these authorities are accepted.',
  ),
  controllers: flag(
    'switch',
    'true',
    'Ours: run the standalone loops; --no-controllers switches them off.',
  ),
  'disable-admission-plugins': flag('list', '', 'Admission plugins to switch off.'),
  'enable-admission-plugins': flag(
    'list',
    '',
    'Admission plugins to switch on besides the default ones.',
  ),
  'enable-aggregator-routing': flag(
    'switch',
    'false',
    'Call the pods behind a service, not its address.',
  ),
  'encryption-provider-config': flag(
    'text',
    '',
    'File that says which resources are stored encrypted, and how.',
  ),
  'etcd-cafile': flag('text', '', 'Authority of the etcd servers.'),
  'etcd-certfile': flag('text', '', 'Client certificate for etcd.'),
  'etcd-compaction-interval': flag(
    'duration',
    '5m0s',
    'How often history in etcd is forgotten; 0: never.',
  ),
  'etcd-keyfile': flag('text', '', 'Key of the client certificate for etcd.'),
  'etcd-prefix': flag('text', '/registry', 'Where all keys begin.'),
  'etcd-servers': flag('list', '', 'URLs of etcd.'),
  'event-ttl': flag('duration', '1h0m0s', 'How long events are kept.'),
  'goaway-chance': flag(
    'text',
    '0',
    'Part of HTTP/2 requests behind which the client is asked to connect anew, 0 to 0.02.',
  ),
  'insecure-bind-address': flag('text', '127.0.0.1', 'Loopback address of the insecure port.'),
  'insecure-port': flag(
    'number',
    '0',
    'Plain HTTP without authentication, on loopback only; 0: off.',
  ),
  'kubelet-certificate-authority': flag(
    'text',
    '',
    'CA of kubelets; without it they are not checked.',
  ),
  'kubelet-client-certificate': flag('text', '', 'Certificate shown to kubelets.'),
  'kubelet-client-key': flag('text', '', 'Key of the certificate shown to kubelets.'),
  'max-resource-write-bytes': flag('number', '3145728', 'Ours: the longest request body.'),
  'max-mutating-requests-inflight': flag('number', '200', 'Writes at the same time; 0: no limit.'),
  'max-requests-inflight': flag('number', '400', 'Reads at the same time; 0: no limit.'),
  'min-request-timeout': flag(
    'number',
    '1800',
    'A watch without a timeout lasts so many seconds, up to twice that.',
  ),
  'permit-port-sharing': flag(
    'switch',
    'false',
    'Several processes may listen on the secure port.',
  ),
  'proxy-client-cert-file': flag('text', '', 'Certificate shown to servers behind this one.'),
  'proxy-client-key-file': flag('text', '', 'Key of the certificate shown to such servers.'),
  'replica-port': flag(
    'number',
    '0',
    'Ours: a second secure port, of this replica alone; 0: none.',
  ),
  'request-timeout': flag(
    'duration',
    '1m0s',
    'The longest time for a request that is not a watch.',
  ),
  'requestheader-allowed-names': flag(
    'list',
    '',
    'Names of certificates that may say who the caller is.',
  ),
  'requestheader-client-ca-file': flag('text', '', 'Authority of front proxies.'),
  'requestheader-extra-headers-prefix': flag(
    'list',
    '',
    'Header prefixes for extra facts of a user.',
  ),
  'requestheader-group-headers': flag('list', '', 'Headers that hold groups.'),
  'requestheader-uid-headers': flag('list', '', 'Headers that hold the uid.'),
  'requestheader-username-headers': flag('list', '', 'Headers that hold the user name.'),
  'runtime-config': flag('list', '', 'Group versions to switch on or off: apps/v1=false.'),
  'secure-port': flag('number', '6443', 'Port of HTTPS.'),
  'service-account-issuer': flag(
    'list',
    'https://kubernetes.default.svc',
    'Issuer of service account tokens.',
  ),
  'service-account-key-file': flag('list', '', 'Keys that verify service account tokens.'),
  'service-account-signing-key-file': flag('text', '', 'Key that signs service account tokens.'),
  'service-cluster-ip-range': flag(
    'list',
    '10.0.0.0/24',
    'Addresses for services, one or two ranges.',
  ),
  'service-node-port-range': flag('text', '30000-32767', 'Ports for services on nodes.'),
  'shutdown-delay-duration': flag(
    'duration',
    '0s',
    'How long to serve while readyz already fails.',
  ),
  'storage-backend': flag(
    'text',
    'etcd3',
    'etcd3, or (ours) memory: nothing survives the process.',
  ),
  'tls-cert-file': flag('text', '', 'Certificate of the server.'),
  'tls-min-version': flag('text', 'VersionTLS12', 'VersionTLS12 or VersionTLS13.'),
  'tls-private-key-file': flag('text', '', 'Key of the server.'),
  'token-auth-file': flag('text', '', 'File of static tokens: token,user,uid,"group,group".'),
  'tracing-config-file': flag(
    'text',
    '',
    'Says where traces of requests go, a TracingConfiguration.',
  ),
  v: flag('number', '0', 'How much is logged.'),
} as const satisfies Record<string, Flag>

export type FlagName = keyof typeof flagTable
