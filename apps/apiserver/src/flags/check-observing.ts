// in: flags about logs, metrics and versions → out: what is wrong with them. Never: a log.
import type { Flags } from './check-flags.ts'
import { judgeGates } from './feature-gates.ts'

const current = { minor: 37, floor: 34, compatibility: 36 }

export function observingFaults(flags: Flags): string[] {
  const faults: string[] = []
  const emulated = versionIn(flags.list('emulated-version'), faults)
  if (emulated !== undefined && (emulated < current.floor || emulated > current.minor)) {
    const range = `[1.${current.floor}, 1.${current.minor}.0]`
    faults.push(`emulation version 1.${emulated} is not between ${range}`)
  } else if (emulated !== undefined && emulated !== current.minor) {
    faults.push(`--emulated-version: this server is Kubernetes 1.${current.minor} only`)
  }
  const oldest = versionIn(flags.list('min-compatibility-version'), faults)
  if (oldest !== undefined && (oldest < current.floor || oldest > current.minor)) {
    const range = `[1.${current.floor}, 1.${current.minor}]`
    faults.push(`minCompatibilityVersion version 1.${oldest} is not between ${range}`)
  } else if (oldest !== undefined && oldest !== current.compatibility) {
    faults.push(
      `--min-compatibility-version: this server is as for 1.${current.compatibility} only`,
    )
  }
  for (const [flag, name] of [
    ['emulation-forward-compatible', 'EmulationForwardCompatible'],
    ['runtime-config-emulation-forward-compatible', 'RuntimeConfigEmulationForwardCompatible'],
  ] as const) {
    if (!flags.enabled(flag)) continue
    const same = 'if the emulation version is the same as the binary version'
    faults.push(`ServerRunOptions.${name} cannot be set to true ${same}`)
  }
  const hidden = flags.text('show-hidden-metrics-for-version')
  const previous = `1.${current.minor - 1}`
  if (hidden !== '' && hidden !== previous) {
    const only = `must be omitted or have the value '${previous}'`
    const value = `Invalid value: ${JSON.stringify(hidden)}`
    faults.push(
      `metrics.showHiddenMetricsForVersion: ${value}: ${only}; only the previous minor version is allowed`,
    )
  }
  return [...faults, ...judgeGates(flags.list('feature-gates')).faults, ...logFaults(flags)]
}

/** The minor version of `kube`; what is wrong goes to `faults`. */
function versionIn(items: readonly string[], faults: string[]): number | undefined {
  let minor: number | undefined
  for (const item of items) {
    const [component, text] = item.includes('=') ? item.split('=', 2) : ['kube', item]
    const match = /^v?1\.(\d+)(?:\.0)?$/.exec((text ?? '').trim())
    if (match === null) faults.push(`could not parse ${JSON.stringify(text)} as version`)
    else if (component !== 'kube') faults.push(`component not registered: ${component}`)
    else minor = Number(match[1])
  }
  return minor
}

const quantity = /^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$/

function logFaults(flags: Flags): string[] {
  const faults: string[] = []
  const format = flags.text('logging-format')
  const modules = flags.list('vmodule')
  if (format !== 'text' && format !== 'json') {
    faults.push(`format: Invalid value: ${JSON.stringify(format)}: Unsupported log format`)
  }
  if (flags.milliseconds('log-flush-frequency') <= 0) {
    const value = JSON.stringify(flags.text('log-flush-frequency'))
    faults.push(`flushFrequency: Invalid value: ${value}: Must be greater than zero`)
  }
  for (const module of modules) {
    if (/^[^=]+=\d+$/.test(module)) continue
    const why = `${JSON.stringify(module)} does not have the pattern=N format`
    faults.push(
      `invalid argument ${JSON.stringify(flags.text('vmodule'))} for "--vmodule" flag: ${why}`,
    )
  }
  if (modules.length > 0 && format === 'json') {
    faults.push('vmodule: Forbidden: Only supported for text log format')
  }
  for (const kind of ['json', 'text'] as const) {
    const alpha = 'Forbidden: Feature LoggingAlphaOptions is disabled'
    if (flags.enabled(`log-${kind}-split-stream`)) {
      faults.push(`options.${kind}.splitStream: ${alpha}`)
    }
    const size = flags.text(`log-${kind}-info-buffer-size`)
    if (!quantity.test(size)) {
      const value = JSON.stringify(size)
      const why = `quantities must match the regular expression '${quantity.source}'`
      faults.push(`invalid argument ${value} for "--log-${kind}-info-buffer-size" flag: ${why}`)
    } else if (Number.parseFloat(size) !== 0) {
      faults.push(`options.${kind}.infoBufferSize: ${alpha}`)
    }
  }
  return faults
}
