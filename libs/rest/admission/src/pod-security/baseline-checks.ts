// in: a pod → out: what the baseline level refuses of it. Never: the restricted level's rules.
import { goQuote, type Dict } from '@binnacle/meta'
import {
  containersNamed,
  containersOf,
  containersWhere,
  counted,
  hasOwnUsers,
  type PodCheck,
  type PodLike,
  quoted,
  settersOf,
  sorted,
} from './finding.ts'

const appArmorPrefix = 'container.apparmor.security.beta.kubernetes.io/'

function allowedAppArmor(type: unknown): boolean {
  return type === 'RuntimeDefault' || type === 'Localhost'
}

export const appArmorProfile: PodCheck = (pod) => {
  const bad = new Set<string>()
  const offends = (context: Dict | undefined): boolean => {
    const profile = context?.appArmorProfile
    if (!profile || allowedAppArmor(profile.type)) return false
    bad.add(profile.type ?? '')
    return true
  }
  const byPod = offends(pod.spec.securityContext)
  const containers = containersWhere(pod, (container) => offends(container.securityContext))
  const annotations: string[] = []
  for (const [key, value] of Object.entries(pod.metadata?.annotations ?? {})) {
    if (!key.startsWith(appArmorPrefix)) continue
    if (value === '' || value === 'runtime/default' || value.startsWith('localhost/')) continue
    annotations.push(`${key}=${goQuote(value)}`)
  }
  const values = [...sorted(bad), ...sorted(annotations)]
  const setters = [settersOf(byPod, containers)].filter((text) => text !== '')
  if (annotations.length > 0) setters.push(counted('annotation', 'annotations', annotations.length))
  if (setters.length === 0) return undefined
  return {
    reason: counted('forbidden AppArmor profile', 'forbidden AppArmor profiles', values.length),
    detail: `${setters.join(' and ')} must not set AppArmor profile type to ${quoted(values)}`,
  }
}

const capabilitiesAllowed = new Set(
  `AUDIT_WRITE CHOWN DAC_OVERRIDE FOWNER FSETID KILL MKNOD NET_BIND_SERVICE SETFCAP SETGID SETPCAP
   SETUID SYS_CHROOT`.split(/\s+/),
)

export const capabilities: PodCheck = (pod) => {
  const beyond = new Set<string>()
  const containers = containersWhere(pod, ({ securityContext }) => {
    const added: string[] = securityContext?.capabilities?.add ?? []
    const bad = added.filter((name) => !capabilitiesAllowed.has(name))
    for (const name of bad) beyond.add(name)
    return bad.length > 0
  })
  if (containers.length === 0) return undefined
  return {
    reason: 'non-default capabilities',
    detail: `${containersNamed(containers)} must not include ${quoted(sorted(beyond))} in securityContext.capabilities.add`,
  }
}

export const hostNamespaces: PodCheck = ({ spec }) => {
  const shared = ['hostNetwork', 'hostPID', 'hostIPC'].filter((field) => spec[field] === true)
  if (shared.length === 0) return undefined
  return { reason: 'host namespaces', detail: shared.map((field) => `${field}=true`).join(', ') }
}

export const hostPathVolumes: PodCheck = ({ spec }) => {
  const volumes: Dict[] = (spec.volumes ?? []).filter((volume: Dict) => volume.hostPath)
  if (volumes.length === 0) return undefined
  const names = volumes.map((volume) => volume.name ?? '')
  const detail = `${counted('volume', 'volumes', names.length)} ${quoted(names)}`
  return { reason: 'hostPath volumes', detail }
}

export const hostPorts: PodCheck = (pod) => {
  const ports = new Set<string>()
  const containers = containersWhere(pod, (container) => {
    const taken: Dict[] = (container.ports ?? []).filter((port: Dict) => port.hostPort)
    for (const { hostPort } of taken) ports.add(String(hostPort))
    return taken.length > 0
  })
  if (containers.length === 0) return undefined
  const use = counted('uses', 'use', containers.length)
  const what = counted('hostPort', 'hostPorts', ports.size)
  return {
    reason: 'hostPort',
    detail: `${containersNamed(containers)} ${use} ${what} ${sorted(ports).join(', ')}`,
  }
}

function* hostsOf(container: Dict): Generator<string> {
  const { livenessProbe, readinessProbe, startupProbe, lifecycle } = container
  const actions = [livenessProbe, readinessProbe, startupProbe]
  for (const action of [...actions, lifecycle?.postStart, lifecycle?.preStop]) {
    if (action?.httpGet?.host) yield action.httpGet.host
    if (action?.tcpSocket?.host) yield action.tcpSocket.host
  }
}

export const hostProbes: PodCheck = (pod) => {
  const hosts = new Set<string>()
  const names = new Set<string>()
  for (const container of containersOf(pod)) {
    for (const host of hostsOf(container)) {
      hosts.add(host)
      names.add(container.name ?? '')
    }
  }
  if (names.size === 0) return undefined
  const use = counted('uses', 'use', names.size)
  const what = counted('probe or lifecycle host', 'probe or lifecycle hosts', hosts.size)
  return {
    reason: 'probe or lifecycle host',
    detail: `${containersNamed(sorted(names))} ${use} ${what} ${quoted(sorted(hosts))}`,
  }
}

export const privileged: PodCheck = (pod) => {
  const containers = containersWhere(pod, (one) => one.securityContext?.privileged === true)
  if (containers.length === 0) return undefined
  const detail = `${containersNamed(containers)} must not set securityContext.privileged=true`
  return { reason: 'privileged', detail }
}

export const procMount: PodCheck = (pod) => {
  const types = new Set<string>()
  const containers = containersWhere(pod, ({ securityContext }) => {
    const type = securityContext?.procMount
    if (type === undefined || type === 'Default') return false
    types.add(type)
    return true
  })
  if (containers.length === 0) return undefined
  return {
    reason: 'procMount',
    detail: `${containersNamed(containers)} must not set securityContext.procMount to ${quoted(sorted(types))}`,
  }
}

/** From v1.35 on, any proc mount goes where root inside is nobody outside. */
export const procMountOutsideUsers: PodCheck = (pod) =>
  hasOwnUsers(pod) ? undefined : procMount(pod)

const seLinuxTypes = ['', 'container_t', 'container_init_t', 'container_kvm_t']

function seLinux(pod: PodLike, types: readonly string[]): ReturnType<PodCheck> {
  const bad = new Set<string>()
  let [user, role] = [false, false]
  const offends = (context: Dict | undefined): boolean => {
    const options = context?.seLinuxOptions
    if (!options) return false
    const badType = !types.includes(options.type ?? '')
    if (badType) bad.add(options.type)
    if (options.user) user = true
    if (options.role) role = true
    return badType || Boolean(options.user) || Boolean(options.role)
  }
  const byPod = offends(pod.spec.securityContext)
  const containers = containersWhere(pod, (container) => offends(container.securityContext))
  const setters = settersOf(byPod, containers)
  if (setters === '') return undefined
  const what = bad.size > 0 ? [`${counted('type', 'types', bad.size)} ${quoted(sorted(bad))}`] : []
  if (user) what.push('user may not be set')
  if (role) what.push('role may not be set')
  return {
    reason: 'seLinuxOptions',
    detail: `${setters} set forbidden securityContext.seLinuxOptions: ${what.join('; ')}`,
  }
}

export const seLinuxOptions: PodCheck = (pod) => seLinux(pod, seLinuxTypes)
export const seLinuxOptionsFrom31: PodCheck = (pod) =>
  seLinux(pod, [...seLinuxTypes, 'container_engine_t'])

export const windowsHostProcess: PodCheck = (pod) => {
  const isHost = (context: Dict | undefined) => context?.windowsOptions?.hostProcess === true
  const containers = containersWhere(pod, (container) => isHost(container.securityContext))
  const setters = settersOf(isHost(pod.spec.securityContext), containers)
  if (setters === '') return undefined
  const detail = `${setters} must not set securityContext.windowsOptions.hostProcess=true`
  return { reason: 'hostProcess', detail }
}
