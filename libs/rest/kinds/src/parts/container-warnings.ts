// in: the containers of a pod → out: texts about what will not go well. Never: refusals.
import { type Dict, goQuote } from '@binnacle/meta'
import { isWholeAmount, showQuantity } from './amount.ts'
import { listOf } from './field-checks.ts'
import { visitContainers } from './visit-containers.ts'

export function fractionWarning(path: string, list: Dict | undefined, name: string): string[] {
  if (list === undefined || !Object.hasOwn(list, name) || isWholeAmount(list[name])) return []
  const shown = goQuote(showQuantity(list[name]))
  return [`${path}[${name}]: fractional byte value ${shown} is invalid, must be an integer`]
}

function hidesItself(variable: Dict): boolean {
  const ref = `$(${variable.name ?? ''})`
  const value: string = variable.value ?? ''
  return variable.valueFrom !== undefined || value === ref || !value.includes(ref)
}

function envWarnings(path: string, env: readonly Dict[]): string[] {
  const warnings: string[] = []
  const seen = new Set<string>()
  for (const [i, variable] of env.entries()) {
    const name: string = variable.name ?? ''
    if (seen.has(name) && hidesItself(variable)) {
      warnings.push(
        `${path}.env[${i}]: hides previous definition of ${goQuote(name)}, which may be dropped when using apply`,
      )
    }
    seen.add(name)
  }
  return warnings
}

export function containerWarnings(path: string, container: Dict): string[] {
  const { limits, requests } = container.resources ?? {}
  const warnings: string[] = []
  if (limits || requests) {
    for (const name of ['memory', 'ephemeral-storage']) {
      warnings.push(...fractionWarning(`${path}.resources.limits`, limits, name))
      warnings.push(...fractionWarning(`${path}.resources.requests`, requests, name))
    }
  }
  const env = listOf(container.env)
  if (env.length > 1) warnings.push(...envWarnings(path, env))
  return warnings
}

interface Block {
  readonly path: string
  readonly port: Dict
}

function clash(port: Dict, other: Dict): string | undefined {
  const [hostA, hostB] = [port.hostPort ?? 0, other.hostPort ?? 0]
  const [ipA, ipB] = [port.hostIP ?? '', other.hostIP ?? '']
  if (ipA === ipB && hostA === hostB) return 'duplicate'
  if (hostA === 0 || hostB === 0) return 'overlapping'
  if (hostA === hostB && (ipA === '') !== (ipB === '')) return 'dangerously ambiguous'
  return undefined
}

function goPort(port: Dict): string {
  return `{Name:${port.name ?? ''} HostPort:${port.hostPort ?? 0} ContainerPort:${port.containerPort ?? 0} Protocol:${port.protocol ?? ''} HostIP:${port.hostIP ?? ''}}`
}

export function portWarnings(path: string, spec: Dict): string[] {
  const warnings: string[] = []
  const blocks = new Map<string, Block[]>()
  const names = new Map<string, string>()
  const named: string[] = []
  visitContainers(spec, path, (container, at) => {
    for (const [i, port] of listOf(container.ports).entries()) {
      const here = `${at}.ports[${i}]`
      if (port.hostIP && !port.hostPort) {
        warnings.push(`${here}: hostIP set without hostPort: ${goPort(port)}`)
      }
      const key = `${port.containerPort ?? 0}/${port.protocol ?? ''}`
      const others = blocks.get(key) ?? []
      for (const other of others) {
        const word = clash(port, other.port)
        if (word) warnings.push(`${here}: ${word} port definition with ${other.path}`)
      }
      blocks.set(key, [...others, { path: here, port }])
      if (!port.name) continue
      const first = names.get(port.name)
      if (first === undefined) names.set(port.name, here)
      else {
        named.push(
          `${here}: duplicate port name ${goQuote(port.name)} with ${first}, services and probes that select ports by name will use ${first}`,
        )
      }
    }
  })
  return [...warnings, ...named]
}
