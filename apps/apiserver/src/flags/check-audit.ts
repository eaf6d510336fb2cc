// in: flags about records of requests → out: what is wrong with them. Never: a file.
import type { Flags } from './check-flags.ts'

/** Only of a place that is in use, as in the reference. */
export function auditFaults(flags: Flags): string[] {
  const log = flags.isSet('audit-log-path') ? logFaults(flags) : []
  const webhook = flags.isSet('audit-webhook-config-file') ? placeFaults(flags, 'webhook') : []
  return [...log, ...webhook]
}

function logFaults(flags: Flags): string[] {
  const faults = placeFaults(flags, 'log')
  const format = flags.text('audit-log-format')
  if (format !== 'json' && format !== 'legacy') {
    faults.push(`invalid audit log format ${format}, allowed formats are "legacy,json"`)
  }
  for (const name of ['audit-log-maxage', 'audit-log-maxbackup', 'audit-log-maxsize'] as const) {
    const number = flags.number(name)
    if (number < 0) faults.push(`--${name} ${number} can't be a negative number`)
  }
  return faults
}

function placeFaults(flags: Flags, place: 'log' | 'webhook'): string[] {
  const faults: string[] = []
  const mode = flags.text(`audit-${place}-mode`)
  if (mode === 'blocking-strict') {
    // It promises that nothing is answered that is not recorded.
    faults.push(
      `--audit-${place}-mode=blocking-strict is not supported: no answer waits for records`,
    )
  } else if (mode !== 'batch' && mode !== 'blocking') {
    const modes = '"batch,blocking,blocking-strict"'
    faults.push(`invalid audit ${place} mode ${mode}, allowed modes are ${modes}`)
  } else if (mode === 'batch') faults.push(...batchFaults(flags, place))
  const eventMax = flags.number(`audit-${place}-truncate-max-event-size`)
  const batchMax = flags.number(`audit-${place}-truncate-max-batch-size`)
  const positive = 'must be a positive number'
  const truncate = `invalid audit truncate ${place}`
  if (eventMax <= 0) faults.push(`${truncate} max event size ${eventMax}, ${positive}`)
  else if (batchMax < eventMax) {
    const least = `must be greater than max event size (${eventMax})`
    faults.push(`${truncate} max batch size ${batchMax}, ${least}`)
  }
  if (flags.text(`audit-${place}-version`) !== 'audit.k8s.io/v1') {
    faults.push('invalid group version, allowed versions are [{"audit.k8s.io" "v1"}]')
  }
  return faults
}

function batchFaults(flags: Flags, place: 'log' | 'webhook'): string[] {
  const faults: string[] = []
  const check = (what: string, number: number) => {
    if (number > 0) return
    faults.push(`invalid audit batch ${place} ${what} ${number}, must be a positive number`)
  }
  check('buffer size', flags.number(`audit-${place}-batch-buffer-size`))
  check('max batch size', flags.number(`audit-${place}-batch-max-size`))
  if (flags.enabled(`audit-${place}-batch-throttle-enable`)) {
    check('throttle QPS', flags.number(`audit-${place}-batch-throttle-qps`))
    check('throttle burst', flags.number(`audit-${place}-batch-throttle-burst`))
  }
  return faults
}
