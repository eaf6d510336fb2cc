// in: nothing → out: the flags about etcd and what is kept there. Data.
import { flag, idle } from './flag.ts'

const counted = 'the numbers are known from the caches at every scrape'
const cached = 'reads always come from the cache of this server, checked against etcd'

export const storeFlags = {
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
  'storage-backend': flag(
    'text',
    'etcd3',
    'etcd3, or (ours) memory: nothing survives the process.',
  ),

  'default-watch-cache-size': idle(
    'number',
    '100',
    'Deprecated: how much a watch cache holds.',
    cached,
  ),
  'delete-collection-workers': flag(
    'number',
    '1',
    'Objects of a collection that are deleted at the same time.',
  ),
  'enable-garbage-collector': flag(
    'switch',
    'true',
    'Leave dependents to the garbage collector; it cannot be switched off.',
  ),
  'encryption-provider-config-automatic-reload': flag(
    'switch',
    'false',
    'Take over the file when it changes.',
  ),
  'etcd-count-metric-poll-period': idle(
    'duration',
    '1m0s',
    'How often objects are counted.',
    counted,
  ),
  'etcd-db-metric-poll-interval': idle(
    'duration',
    '30s',
    'How often the size of etcd is asked.',
    counted,
  ),
  'etcd-healthcheck-timeout': flag(
    'duration',
    '2s',
    'How long etcd may take to be well, for livez.',
  ),
  'etcd-readycheck-timeout': flag(
    'duration',
    '2s',
    'How long etcd may take to be ready, for readyz.',
  ),
  'etcd-servers-overrides': flag(
    'list',
    '',
    'Other etcd servers for some resources: refused, all lie in --etcd-servers.',
  ),
  'lease-reuse-duration-seconds': flag('number', '60', 'How long events share a lease of etcd.'),
  'storage-media-type': idle(
    'text',
    'application/vnd.kubernetes.protobuf',
    'How objects lie in etcd.',
    'objects are written as JSON; what another server has left as protobuf is read',
  ),
  'watch-cache': idle('switch', 'true', 'Answer from caches.', cached),
  'watch-cache-sizes': idle('list', '', 'resource[.group]#size: sizes of caches.', cached),
} as const
