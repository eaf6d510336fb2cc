// in: a Service, new and old → out: the ports of nodes that it wants, holds and gives up. Never: who has them.
import { invalid, type KubeObject, unknownError } from '@binnacle/meta'
import { isInSpan, type PortSpan } from '../allocation/node-ports.ts'
import { refuse } from './service-families.ts'
import {
  getsNodePorts,
  mayHaveNodePorts,
  needsHealthPort,
  nodePortsOf,
  portsOf,
  specOf,
} from './service-shape.ts'

/** A wish and what is done with the port that answers it. */
export interface PortPlan {
  /** 0: any. */
  readonly port: number
  /** Where a refusal points; undefined: the health check's port, whose refusal is no 422. */
  readonly index: number | undefined
  settle(port: number): void
}

export function rangeText({ from, to }: PortSpan): string {
  return `provided port is not in the valid range. The range of valid ports is ${from}-${to}`
}

export const takenText = 'provided port is already allocated'

function healthPlan(service: KubeObject): PortPlan {
  const spec = specOf(service)
  const settle = (port: number) => {
    spec.healthCheckNodePort = port
  }
  return { port: spec.healthCheckNodePort ?? 0, index: undefined, settle }
}

/** Ports of one number (TCP and UDP) share their port on the nodes. */
function newPlans(service: KubeObject): PortPlan[] {
  if (!mayHaveNodePorts(service)) return []
  const plans: PortPlan[] = []
  const planned = new Map<number, { port: number; wants: ((port: number) => void)[] }>()
  for (const [index, port] of portsOf(service).entries()) {
    if (!port.nodePort && !getsNodePorts(service)) continue
    const give = (nodePort: number) => {
      port.nodePort = nodePort
    }
    const number: number = port.port ?? 0
    const known = planned.get(number)
    if (known === undefined) {
      const asked = portsOf(service).find((one) => (one.port ?? 0) === number && one.nodePort)
      const group = { port: asked?.nodePort ?? 0, wants: [give] }
      planned.set(number, group)
      const settle = (nodePort: number) => {
        for (const want of group.wants) want(nodePort)
      }
      plans.push({ port: group.port, index, settle })
    } else if (!port.nodePort) known.wants.push(give)
    else if (port.nodePort !== known.port) plans.push({ port: port.nodePort, index, settle: give })
  }
  return plans
}

function changedPlans(service: KubeObject, was: KubeObject): PortPlan[] {
  if (!mayHaveNodePorts(service)) return []
  const held = new Set(nodePortsOf(was))
  const plans: PortPlan[] = []
  const seen = new Set<string>()
  for (const [index, port] of portsOf(service).entries()) {
    if (!port.nodePort && !getsNodePorts(service)) continue
    const give = (nodePort: number) => {
      port.nodePort = nodePort
    }
    if (!port.nodePort) plans.push({ port: 0, index, settle: give })
    else if (!held.has(port.nodePort)) {
      held.add(port.nodePort)
      plans.push({ port: port.nodePort, index, settle: give })
    }
    if (!port.nodePort) continue
    const key = `${port.protocol} ${port.nodePort}`
    if (seen.has(key)) throw unknownError(`duplicate nodePort: {${key}}`)
    seen.add(key)
  }
  return plans
}

export function portPlans(service: KubeObject, was: KubeObject | undefined): PortPlan[] {
  const plans = was ? changedPlans(service, was) : newPlans(service)
  const hadHealth = was !== undefined && needsHealthPort(was)
  if (needsHealthPort(service) && !hadHealth) plans.push(healthPlan(service))
  return plans
}

/** What cannot be granted whatever others hold is refused before all other checks, as the reference does. */
export function refuseImpossible(
  service: KubeObject,
  plans: readonly PortPlan[],
  span: PortSpan,
): void {
  const seen = new Set<number>()
  for (const { port, index } of plans) {
    if (port === 0 || index === undefined) continue
    const path = `spec.ports[${index}].nodePort`
    if (!isInSpan(span, port)) refuse(service, [invalid(path, port, rangeText(span))])
    if (seen.has(port)) refuse(service, [invalid(path, port, takenText)])
    seen.add(port)
  }
}

/** Held before and by nothing now. */
export function droppedPorts(service: KubeObject | undefined, was: KubeObject): number[] {
  const dropped = new Set(nodePortsOf(was))
  const health: number = was.spec?.healthCheckNodePort ?? 0
  if (needsHealthPort(was) && health > 0) dropped.add(health)
  if (service === undefined) return [...dropped]
  if (mayHaveNodePorts(service)) for (const port of nodePortsOf(service)) dropped.delete(port)
  if (needsHealthPort(service)) dropped.delete(service.spec?.healthCheckNodePort ?? 0)
  return [...dropped]
}
