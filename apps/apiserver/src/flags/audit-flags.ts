// in: nothing → out: the flags about records of requests. Data.
import { flag, idle } from './flag.ts'

const written = 'records are written in the order they come, as many at once as wait'
const oneVersion = 'there is one version'

export const auditFlags = {
  'audit-log-maxage': flag('number', '366', 'Days that old audit logs stay; 0: for ever.'),
  'audit-log-maxbackup': flag('number', '100', 'Old audit logs that stay; 0: all.'),
  'audit-log-maxsize': flag(
    'number',
    '100',
    'MB of an audit log before a new one begins; 0: never.',
  ),
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

  'audit-log-batch-buffer-size': flag(
    'number',
    '10000',
    'Records that may wait for the file, in the mode batch.',
  ),
  'audit-log-batch-max-size': idle('number', '1', 'Records written at once.', written),
  'audit-log-batch-max-wait': idle('duration', '0s', 'How long records wait for others.', written),
  'audit-log-batch-throttle-burst': idle('number', '0', 'Batches at one moment.', written),
  'audit-log-batch-throttle-enable': idle('switch', 'false', 'Slow batches down.', written),
  'audit-log-batch-throttle-qps': idle('float', '0', 'Batches a second.', written),
  'audit-log-compress': flag('switch', 'false', 'Compress old audit logs with gzip.'),
  'audit-log-format': flag('text', 'json', 'json, or legacy: a line of text for each record.'),
  'audit-log-mode': flag(
    'text',
    'blocking',
    'batch or blocking: records are written behind the answers in both.',
  ),
  'audit-log-truncate-enabled': flag('switch', 'false', 'Shorten records that are too large.'),
  'audit-log-truncate-max-batch-size': idle(
    'number',
    '10485760',
    'Bytes written at once.',
    written,
  ),
  'audit-log-truncate-max-event-size': flag(
    'number',
    '102400',
    'Bytes of a record, where they are shortened.',
  ),
  'audit-log-version': idle('text', 'audit.k8s.io/v1', 'Version of records.', oneVersion),
  'audit-webhook-batch-buffer-size': flag(
    'number',
    '10000',
    'Records that may wait for the webhook.',
  ),
  'audit-webhook-batch-initial-backoff': flag(
    'duration',
    '10s',
    'Deprecated: --audit-webhook-initial-backoff.',
  ),
  'audit-webhook-batch-throttle-burst': flag('number', '15', 'Calls at one moment.'),
  'audit-webhook-batch-throttle-enable': flag('switch', 'true', 'Limit the calls a second.'),
  'audit-webhook-batch-throttle-qps': flag('float', '10', 'Calls a second.'),
  'audit-webhook-initial-backoff': flag(
    'duration',
    '10s',
    'When a failed call is tried again first.',
  ),
  'audit-webhook-mode': flag(
    'text',
    'batch',
    'batch or blocking: records are sent behind the answers in both.',
  ),
  'audit-webhook-truncate-enabled': flag('switch', 'false', 'Shorten records that are too large.'),
  'audit-webhook-truncate-max-batch-size': flag(
    'number',
    '10485760',
    'Bytes of one call, where records are shortened.',
  ),
  'audit-webhook-truncate-max-event-size': flag(
    'number',
    '102400',
    'Bytes of a record, where they are shortened.',
  ),
  'audit-webhook-version': idle('text', 'audit.k8s.io/v1', 'Version of records.', oneVersion),
} as const
