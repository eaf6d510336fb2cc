// in: probes and lifecycle hooks → out: what is wrong with them. Never: where they are allowed.
import {
  type Dict,
  type FieldError,
  forbidden,
  httpHeaderName,
  invalid,
  notSupported,
  portName,
  portNumber,
  required,
} from '@binnacle/meta'
import { listOf, textErrors } from './field-checks.ts'
import { nonNegative } from './number-checks.ts'

/** The port is a number or the name of a container's port. */
export function checkPort(errors: FieldError[], path: string, port: unknown): void {
  if (typeof port === 'string') textErrors(errors, path, port, portName(port))
  else textErrors(errors, path, Number(port ?? 0), portNumber(Number(port ?? 0)))
}

function checkHttp(errors: FieldError[], path: string, action: Dict): void {
  if (!action.path) errors.push(required(`${path}.path`))
  checkPort(errors, `${path}.port`, action.port)
  if (action.scheme !== 'HTTP' && action.scheme !== 'HTTPS') {
    errors.push(notSupported(`${path}.scheme`, action.scheme ?? '', ['HTTP', 'HTTPS']))
  }
  for (const header of listOf(action.httpHeaders)) {
    const name = header.name ?? ''
    textErrors(errors, `${path}.httpHeaders`, name, httpHeaderName(name))
  }
}

function checkSleep(
  errors: FieldError[],
  path: string,
  action: Dict,
  grace: number | undefined,
): void {
  const seconds = action.seconds ?? 0
  if (grace !== undefined && (seconds < 0 || seconds > grace)) {
    const text = `must be non-negative and less than terminationGracePeriodSeconds (${grace})`
    errors.push(invalid(path, seconds, text))
  }
}

const actions = ['exec', 'httpGet', 'tcpSocket', 'grpc', 'sleep'] as const

/** Exactly one action; `grace` bounds a sleep. */
function checkAction(errors: FieldError[], path: string, owner: Dict, grace?: number): void {
  let seen = false
  for (const name of actions) {
    const action: Dict | undefined = owner[name]
    if (!action) continue
    const at = `${path}.${name}`
    if (seen) {
      errors.push(forbidden(at, 'may not specify more than 1 handler type'))
      continue
    }
    seen = true
    if (name === 'exec') {
      if (listOf(action.command).length === 0) errors.push(required(`${at}.command`))
    } else if (name === 'httpGet') checkHttp(errors, at, action)
    else if (name === 'sleep') checkSleep(errors, at, action, grace)
    else checkPort(errors, `${at}.port`, action.port)
  }
  if (!seen) errors.push(required(path, 'must specify a handler type'))
}

function checkProbe(errors: FieldError[], path: string, probe: Dict): void {
  checkAction(errors, path, probe)
  for (const name of [
    'initialDelaySeconds',
    'timeoutSeconds',
    'periodSeconds',
    'successThreshold',
    'failureThreshold',
  ]) {
    nonNegative(errors, `${path}.${name}`, probe[name])
  }
  const grace = probe.terminationGracePeriodSeconds
  if (grace !== undefined && grace <= 0) {
    errors.push(invalid(`${path}.terminationGracePeriodSeconds`, grace, 'must be greater than 0'))
  }
}

function checkOnceProbe(errors: FieldError[], path: string, probe: Dict | undefined): void {
  if (!probe) return
  checkProbe(errors, path, probe)
  if (probe.successThreshold !== 1) {
    errors.push(invalid(`${path}.successThreshold`, probe.successThreshold ?? 0, 'must be 1'))
  }
}

function checkReadiness(errors: FieldError[], path: string, probe: Dict | undefined): void {
  if (!probe) return
  checkProbe(errors, path, probe)
  const grace = probe.terminationGracePeriodSeconds
  if (grace !== undefined) {
    const text = 'must not be set for readinessProbes'
    errors.push(invalid(`${path}.terminationGracePeriodSeconds`, grace, text))
  }
}

/** Of a container that runs for long. */
export function checkProbes(
  errors: FieldError[],
  path: string,
  container: Dict,
  grace: number | undefined,
): void {
  const { lifecycle } = container
  if (lifecycle?.postStart) {
    checkAction(errors, `${path}.lifecycle.postStart`, lifecycle.postStart, grace)
  }
  if (lifecycle?.preStop) checkAction(errors, `${path}.lifecycle.preStop`, lifecycle.preStop, grace)
  checkOnceProbe(errors, `${path}.livenessProbe`, container.livenessProbe)
  checkReadiness(errors, `${path}.readinessProbe`, container.readinessProbe)
  checkOnceProbe(errors, `${path}.startupProbe`, container.startupProbe)
}
