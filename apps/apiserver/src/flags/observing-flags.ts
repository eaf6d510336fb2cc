// in: nothing → out: the flags about logs, metrics, profiles and versions. Data.
import { flag, idle } from './flag.ts'

const noProfiles = 'there are no pages of profiles'
const ownLog = 'the log is lines of JSON on the standard error, written at once'
const ownLabels = 'labels of metrics come from closed lists'

export const observingFlags = {
  'tracing-config-file': flag(
    'text',
    '',
    'Says where traces of requests go, a TracingConfiguration.',
  ),
  v: flag('number', '0', 'How much is logged.'),

  'allow-metric-labels': idle('list', '', 'Values that labels of metrics may have.', ownLabels),
  'allow-metric-labels-manifest': idle('text', '', 'File of such values.', ownLabels),
  'contention-profiling': idle('switch', 'false', 'Profile locks.', noProfiles),
  'debug-socket-path': idle('text', '', 'Socket of profiles without authentication.', noProfiles),
  'disabled-metrics': flag('list', '', 'Names of metrics that are not shown.'),
  'emulated-version': flag('list', '', 'Version whose behaviour is shown: kube=1.37, no other.'),
  'emulation-forward-compatible': flag('switch', 'false', 'Only for an older emulated version.'),
  'enable-logs-handler': idle(
    'switch',
    'false',
    'Show files of /var/log at /logs.',
    'there is no such page',
  ),
  'feature-gates': flag('list', '', 'Features on or off: Name=true; of 1.37, by their defaults.'),
  help: flag('switch', 'false', 'Show this.'),
  'log-flush-frequency': idle('duration', '5s', 'How often the log is written.', ownLog),
  'log-json-info-buffer-size': idle('text', '0', 'Bytes of the log that wait.', ownLog),
  'log-json-split-stream': idle('switch', 'false', 'Part errors from the rest.', ownLog),
  'log-text-info-buffer-size': idle('text', '0', 'Bytes of the log that wait.', ownLog),
  'log-text-split-stream': idle('switch', 'false', 'Part errors from the rest.', ownLog),
  'logging-format': idle('text', 'text', 'text or json.', ownLog),
  'min-compatibility-version': flag(
    'list',
    '',
    'Oldest version of its peers: kube=1.36, no other.',
  ),
  profiling: idle('switch', 'true', 'Serve profiles at /debug/pprof.', noProfiles),
  'runtime-config-emulation-forward-compatible': flag(
    'switch',
    'false',
    'Only for an older emulated version.',
  ),
  'show-hidden-metrics-for-version': idle(
    'text',
    '',
    'Show metrics hidden since 1.36.',
    'none was hidden here',
  ),
  version: { ...flag('text', 'false', 'Show the version; =raw shows all of it.'), bare: 'true' },
  vmodule: idle('list', '', 'pattern=N: verbosity of some files.', ownLog),
} as const
