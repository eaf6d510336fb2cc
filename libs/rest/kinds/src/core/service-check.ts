// in: a Service → out: what is wrong with it. Never: what changed.
import {
  type Dict,
  dns1123Label,
  dns1123Subdomain,
  duplicate,
  type FieldError,
  forbidden,
  invalid,
  type KubeObject,
  labelsErrors,
  notSupported,
  portNumber,
  required,
} from '@binnacle/meta'
import {
  listOf,
  qualifiedErrors,
  requireWord,
  textErrors,
  wordIfAny,
} from '../parts/field-checks.ts'
import { endpointIpErrors, legacyCidrErrors, legacyIpErrors } from '../parts/ip-checks.ts'
import { checkPort as checkTarget } from '../parts/probe-check.ts'
import { addressErrors } from './service-address-check.ts'
import {
  addressesOf,
  familiesOf,
  isBalanced,
  isExternal,
  isHeadless,
  needsHealthPort,
  portsOf,
} from './service-shape.ts'

const affinityMax = 86400
const hints = 'service.kubernetes.io/topology-aware-hints'
const mode = 'service.kubernetes.io/topology-mode'
const ranges = 'service.beta.kubernetes.io/load-balancer-source-ranges'
const onlyBalanced = "may only be used when `type` is 'LoadBalancer'"

function checkType(errors: FieldError[], service: KubeObject, spec: Dict): void {
  const first = 'spec.clusterIPs[0]'
  if (spec.type === 'LoadBalancer' || spec.type === 'NodePort') {
    if (isHeadless(service)) {
      errors.push(invalid(first, 'None', `may not be set to 'None' for ${spec.type} services`))
    }
  } else if (spec.type === 'ExternalName') {
    const text = 'may not be set for ExternalName services'
    if (addressesOf(service).length > 0) errors.push(forbidden('spec.clusterIPs', text))
    if (familiesOf(service).length > 0) errors.push(forbidden('spec.ipFamilies', text))
    if (spec.ipFamilyPolicy !== undefined) errors.push(forbidden('spec.ipFamilyPolicy', text))
    const name = (spec.externalName ?? '').replace(/\.$/, '')
    if (name === '') errors.push(required('spec.externalName'))
    else textErrors(errors, 'spec.externalName', name, dns1123Subdomain(name))
  }
}

function checkPorts(errors: FieldError[], ports: readonly Dict[]): void {
  const names = new Set<string>()
  for (const [index, port] of ports.entries()) {
    const path = `spec.ports[${index}]`
    if (port.name) {
      textErrors(errors, `${path}.name`, port.name, dns1123Label(port.name))
      if (names.has(port.name)) errors.push(duplicate(`${path}.name`, port.name))
      names.add(port.name)
    } else if (ports.length > 1) errors.push(required(`${path}.name`))
    textErrors(errors, `${path}.port`, port.port ?? 0, portNumber(port.port ?? 0))
    requireWord(errors, `${path}.protocol`, port.protocol, ['SCTP', 'TCP', 'UDP'])
    checkTarget(errors, `${path}.targetPort`, port.targetPort ?? 0)
    if (port.appProtocol !== undefined) {
      qualifiedErrors(errors, `${path}.appProtocol`, port.appProtocol)
    }
  }
}

function checkAffinity(errors: FieldError[], spec: Dict): void {
  const { sessionAffinity: affinity, sessionAffinityConfig: config } = spec
  requireWord(errors, 'spec.sessionAffinity', affinity, ['ClientIP', 'None'])
  const path = 'spec.sessionAffinityConfig'
  if (affinity === 'None' && config) {
    errors.push(forbidden(path, 'must not be set when session affinity is None'))
  }
  if (affinity !== 'ClientIP') return
  const text = 'when session affinity type is ClientIP'
  const seconds = config?.clientIP?.timeoutSeconds
  if (!config) errors.push(required(path, text))
  else if (!config.clientIP) errors.push(required(`${path}.clientIP`, text))
  else if (seconds === undefined) errors.push(required(`${path}.clientIP.timeoutSeconds`, text))
  else if (seconds <= 0 || seconds > affinityMax) {
    const bounds = `must be greater than 0 and less than ${affinityMax}`
    errors.push(invalid(`${path}.clientIP.timeoutSeconds`, seconds, bounds))
  }
}

function checkExternalIps(errors: FieldError[], spec: Dict, before: Dict | undefined): void {
  for (const [index, ip] of ((spec.externalIPs ?? []) as string[]).entries()) {
    const path = `spec.externalIPs[${index}]`
    const wrong = legacyIpErrors(path, ip, before?.externalIPs ?? [])
    errors.push(...(wrong.length > 0 ? wrong : endpointIpErrors(path, ip)))
  }
}

/** As Go writes the key that it compares by. */
function shownPort(port: Dict): Dict {
  return {
    Name: '',
    Protocol: port.protocol ?? '',
    AppProtocol: null,
    Port: port.port ?? 0,
    TargetPort: 0,
    NodePort: 0,
  }
}

function checkNumbers(errors: FieldError[], ports: readonly Dict[], type: string): void {
  const nodePorts = new Set<string>()
  if (type === 'ClusterIP') {
    for (const [index, { nodePort }] of ports.entries()) {
      const text = "may not be used when `type` is 'ClusterIP'"
      if (nodePort) errors.push(forbidden(`spec.ports[${index}].nodePort`, text))
    }
  }
  for (const [index, { protocol, nodePort }] of ports.entries()) {
    if (!nodePort) continue
    const key = `${protocol}/${nodePort}`
    if (nodePorts.has(key)) errors.push(duplicate(`spec.ports[${index}].nodePort`, nodePort))
    nodePorts.add(key)
  }
  const seen = new Set<string>()
  for (const [index, port] of ports.entries()) {
    const key = `${port.protocol}/${port.port ?? 0}`
    if (seen.has(key)) errors.push(duplicate(`spec.ports[${index}]`, shownPort(port)))
    seen.add(key)
  }
}

function checkSourceRanges(errors: FieldError[], service: KubeObject, was?: KubeObject): void {
  const list = (service.spec?.loadBalancerSourceRanges ?? []) as string[]
  const value = service.metadata.annotations?.[ranges]
  const path = list.length > 0 ? 'spec.LoadBalancerSourceRanges' : `metadata.annotations[${ranges}]`
  if (list.length === 0 && value === undefined) return
  if (!isBalanced(service)) errors.push(forbidden(path, onlyBalanced))
  if (list.length > 0) {
    const before = (was?.spec?.loadBalancerSourceRanges ?? []) as string[]
    const trimmed = before.map((cidr) => cidr.trim())
    list.forEach((cidr, index) =>
      errors.push(...legacyCidrErrors(`${path}[${index}]`, cidr.trim(), trimmed)),
    )
  } else if (value?.trim() && was?.metadata.annotations?.[ranges] !== value) {
    for (const cidr of value.trim().split(',')) errors.push(...legacyCidrErrors(path, cidr.trim()))
  }
}

function checkBalancer(errors: FieldError[], service: KubeObject, spec: Dict): void {
  const balanced = isBalanced(service)
  if (spec.allocateLoadBalancerNodePorts !== undefined && !balanced) {
    errors.push(forbidden('spec.allocateLoadBalancerNodePorts', onlyBalanced))
  }
  errors.push(...balancerClassErrors(service))
}

export function balancerClassErrors(service: KubeObject): FieldError[] {
  const name: string | undefined = service.spec?.loadBalancerClass
  if (name === undefined) return []
  if (!isBalanced(service)) return [forbidden('spec.loadBalancerClass', onlyBalanced)]
  const errors: FieldError[] = []
  qualifiedErrors(errors, 'spec.loadBalancerClass', name)
  return errors
}

function checkTraffic(errors: FieldError[], service: KubeObject, spec: Dict, isNew: boolean): void {
  const path = 'spec.externalTrafficPolicy'
  const policy: string = spec.externalTrafficPolicy ?? ''
  if (isExternal(service)) requireWord(errors, path, policy, ['Cluster', 'Local'])
  else if (policy !== '') {
    errors.push(invalid(path, policy, 'may only be set for externally-accessible services'))
  }
  const health: number = spec.healthCheckNodePort ?? 0
  const at = 'spec.healthCheckNodePort'
  if (!needsHealthPort(service)) {
    if (health !== 0) {
      const text =
        "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'"
      errors.push(invalid(at, health, text))
    }
  } else if (health === 0) {
    // A new Service gets its port after these checks.
    if (!isNew) errors.push(required(at))
  } else textErrors(errors, at, health, portNumber(health))
  const inner = 'spec.internalTrafficPolicy'
  const types = ['NodePort', 'LoadBalancer', 'ClusterIP']
  if (spec.internalTrafficPolicy === undefined && types.includes(spec.type)) {
    errors.push(required(inner))
  }
  wordIfAny(errors, inner, spec.internalTrafficPolicy, ['Cluster', 'Local'])
  const words = ['PreferClose', 'PreferSameZone', 'PreferSameNode']
  wordIfAny(errors, 'spec.trafficDistribution', spec.trafficDistribution, words)
}

export function checkService(service: KubeObject, was?: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const spec: Dict = service.spec ?? {}
  const annotations = service.metadata.annotations ?? {}
  const [oldMode, newMode] = [annotations[hints], annotations[mode]]
  if (newMode !== undefined && oldMode !== undefined && newMode !== oldMode) {
    const text = `must match annotations[${hints}] when both are specified`
    errors.push(invalid(`metadata.annotations[${mode}]`, newMode, text))
  }
  const ports = portsOf(service)
  if (ports.length === 0 && !isHeadless(service) && spec.type !== 'ExternalName') {
    errors.push(required('spec.ports'))
  }
  checkType(errors, service, spec)
  checkPorts(errors, ports)
  errors.push(...labelsErrors(spec.selector, 'spec.selector'))
  checkAffinity(errors, spec)
  errors.push(...addressErrors(service, was))
  checkExternalIps(errors, spec, was?.spec)
  const types = ['ClusterIP', 'ExternalName', 'LoadBalancer', 'NodePort']
  requireWord(errors, 'spec.type', spec.type, types)
  checkNumbers(errors, ports, spec.type)
  checkSourceRanges(errors, service, was)
  checkBalancer(errors, service, spec)
  checkTraffic(errors, service, spec, was === undefined)
  return errors
}

export function checkServiceStatus(service: KubeObject, was: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const list = listOf(service.status?.loadBalancer?.ingress)
  const path = 'status.loadBalancer.ingress'
  if (!isBalanced(service) && list.length > 0) {
    return [forbidden(path, "may only be used when `spec.type` is 'LoadBalancer'")]
  }
  const before = listOf(was.status?.loadBalancer?.ingress).flatMap(({ ip }) => (ip ? [ip] : []))
  for (const [index, { ip, ipMode, hostname }] of list.entries()) {
    const at = `${path}[${index}]`
    if (ip) errors.push(...legacyIpErrors(`${at}.ip`, ip, before))
    if (ipMode === undefined) {
      if (ip) errors.push(required(`${at}.ipMode`, 'must be specified when `ip` is set'))
    } else if (!ip) {
      errors.push(forbidden(`${at}.ipMode`, 'may not be specified when `ip` is not set'))
    } else if (ipMode !== 'VIP' && ipMode !== 'Proxy') {
      errors.push(notSupported(`${at}.ipMode`, ipMode, ['Proxy', 'VIP']))
    }
    if (!hostname) continue
    textErrors(errors, `${at}.hostname`, hostname, dns1123Subdomain(hostname))
    if (legacyIpErrors('', hostname).length === 0) {
      errors.push(invalid(`${at}.hostname`, hostname, 'must be a DNS name, not an IP address'))
    }
  }
  return errors
}
