// in: the ports of containers → out: what is wrong with them.
import {
  type Dict,
  duplicate,
  type FieldError,
  invalid,
  notSupported,
  portName,
  portNumber,
  required,
} from '@binnacle/meta'
import { textErrors } from './field-checks.ts'

const protocols = ['SCTP', 'TCP', 'UDP']

function checkName(errors: FieldError[], path: string, name: string, seen: Set<string>): void {
  const texts = portName(name)
  if (texts.length > 0) textErrors(errors, path, name, texts)
  else if (seen.has(name)) errors.push(duplicate(path, name))
  else seen.add(name)
}

export function checkPorts(errors: FieldError[], path: string, ports: readonly Dict[]): void {
  const seen = new Set<string>()
  for (let i = 0; i < ports.length; i++) {
    const port = ports[i] as Dict
    const at = `${path}[${i}]`
    if (port.name) checkName(errors, `${at}.name`, port.name, seen)
    if (!port.containerPort) errors.push(required(`${at}.containerPort`))
    else
      textErrors(errors, `${at}.containerPort`, port.containerPort, portNumber(port.containerPort))
    if (port.hostPort)
      textErrors(errors, `${at}.hostPort`, port.hostPort, portNumber(port.hostPort))
    if (!port.protocol) errors.push(required(`${at}.protocol`))
    else if (!protocols.includes(port.protocol)) {
      errors.push(notSupported(`${at}.protocol`, port.protocol, protocols))
    }
  }
}

/** The same port of the node for two containers that run together. */
export function checkHostPorts(
  errors: FieldError[],
  path: string,
  containers: readonly Dict[],
): void {
  const seen = new Set<string>()
  for (let c = 0; c < containers.length; c++) {
    const ports = (containers[c] as Dict).ports as Dict[] | undefined
    if (!ports) continue
    for (let p = 0; p < ports.length; p++) {
      const port = ports[p] as Dict
      if (!port.hostPort) continue
      const key = `${port.protocol ?? ''}/${port.hostIP ?? ''}/${port.hostPort}`
      if (seen.has(key)) errors.push(duplicate(`${path}[${c}].ports[${p}].hostPort`, key))
      else seen.add(key)
    }
  }
}

/** With the host's network, ports of the container are ports of the host. */
export function checkHostNetworkPorts(
  errors: FieldError[],
  path: string,
  spec: Dict,
  isPod: boolean,
): void {
  if (!spec.hostNetwork) return
  for (const [c, container] of ((spec.containers ?? []) as Dict[]).entries()) {
    for (const [p, port] of ((container.ports ?? []) as Dict[]).entries()) {
      const host = port.hostPort ?? 0
      if ((isPod || host !== 0) && host !== (port.containerPort ?? 0)) {
        const text = 'must match `containerPort` when `hostNetwork` is true'
        errors.push(invalid(`${path}.containers[${c}].ports[${p}].hostPort`, host, text))
      }
    }
  }
}
