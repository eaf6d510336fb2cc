// in: a pod or a template → out: texts about what will not go well, in upstream's order. Never: refusals.
import { type Dict, dns1123Label, goQuote, type KubeObject } from '@binnacle/meta'
import { appArmorPrefix, profileOfAnnotation } from './app-armor.ts'
import { claimWarnings } from './claim-warnings.ts'
import { containerWarnings, fractionWarning, portWarnings } from './container-warnings.ts'
import { listOf } from './field-checks.ts'
import { ipWarnings } from './ip-checks.ts'
import { nodeTermWarnings, oldNodeLabel } from './node-label-warnings.ts'
import { overlapWarnings } from './path-overlap-warnings.ts'
import { seccompContainerPrefix, seccompPodKey } from './pod-annotations-check.ts'
import { sameValue } from './same-value.ts'
import { visitContainers } from './visit-containers.ts'

/** Names of workloads become parts of the names of pods. */
export function podNameWarnings(object: KubeObject): string[] {
  const texts = dns1123Label(object.metadata.name ?? '')
  if (texts.length === 0) return []
  return [
    `metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended: [${texts.join(' ')}]`,
  ]
}

const oldAnnotations = [
  [
    'scheduler.alpha.kubernetes.io/critical-pod',
    'non-functional in v1.16+; use the "priorityClassName" field instead',
  ],
  [
    'security.alpha.kubernetes.io/sysctls',
    'non-functional in v1.11+; use the "sysctls" field instead',
  ],
  [
    'security.alpha.kubernetes.io/unsafe-sysctls',
    'non-functional in v1.11+; use the "sysctls" field instead',
  ],
] as const

const oldVolumes = [
  ['photonPersistentDisk', 'photonPersistentDisk', 'deprecated in v1.11, non-functional in v1.16+'],
  ['gitRepo', 'gitRepo', 'deprecated in v1.11, and disabled by default in v1.33+'],
  ['scaleIO', 'scaleIO', 'deprecated in v1.16, non-functional in v1.22+'],
  ['flocker', 'flocker', 'deprecated in v1.22, non-functional in v1.25+'],
  ['storageos', 'storageOS', 'deprecated in v1.22, non-functional in v1.25+'],
  ['quobyte', 'quobyte', 'deprecated in v1.22, non-functional in v1.25+'],
  ['glusterfs', 'glusterfs', 'deprecated in v1.25, non-functional in v1.26+'],
  ['ephemeral', 'ephemeral', ''],
  ['cephfs', 'cephfs', 'deprecated in v1.28, non-functional in v1.31+'],
  ['rbd', 'rbd', 'deprecated in v1.28, non-functional in v1.31+'],
] as const

/** Fields of templates hang below a path; a pod's own stand at the top. */
function child(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}

function placeWarnings(path: string, spec: Dict): string[] {
  const warnings: string[] = []
  for (const key of Object.keys(spec.nodeSelector ?? {})) {
    const text = oldNodeLabel(key)
    if (text !== undefined) warnings.push(`${path}.nodeSelector[${key}]: ${text}`)
  }
  const affinity = spec.affinity?.nodeAffinity
  const at = `${path}.affinity.nodeAffinity`
  const needed = affinity?.requiredDuringSchedulingIgnoredDuringExecution
  for (const [i, term] of listOf(needed?.nodeSelectorTerms).entries()) {
    const here = `${at}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[${i}]`
    warnings.push(...nodeTermWarnings(here, term, false))
  }
  const liked = listOf(affinity?.preferredDuringSchedulingIgnoredDuringExecution)
  for (const [i, term] of liked.entries()) {
    const here = `${at}.preferredDuringSchedulingIgnoredDuringExecution[${i}].preference`
    warnings.push(...nodeTermWarnings(here, term.preference, true))
  }
  for (const [i, one] of listOf(spec.topologySpreadConstraints).entries()) {
    const here = `${path}.topologySpreadConstraints[${i}]`
    const text = oldNodeLabel(one.topologyKey ?? '')
    if (text !== undefined) warnings.push(`${here}.topologyKey: ${one.topologyKey} is ${text}`)
    if (!one.labelSelector) {
      warnings.push(`${here}.labelSelector: a null labelSelector results in matching no pod`)
    }
  }
  return warnings
}

function volumeWarnings(path: string, volumes: readonly Dict[]): string[] {
  const warnings: string[] = []
  for (const [i, volume] of volumes.entries()) {
    const at = `${path}.volumes[${i}]`
    for (const [type, name, text] of oldVolumes) {
      if (!volume[type]) continue
      if (type === 'ephemeral') {
        const here = `${at}.ephemeral.volumeClaimTemplate.spec`
        warnings.push(...claimWarnings(here, volume.ephemeral.volumeClaimTemplate?.spec))
      } else warnings.push(`${at}.${name}: ${text}`)
    }
  }
  return [...warnings, ...overlapWarnings(volumes)]
}

function listWarnings(path: string, spec: Dict): string[] {
  const warnings: string[] = []
  const ips = new Set<string>()
  for (const [i, alias] of listOf(spec.hostAliases).entries()) {
    if (ips.has(alias.ip)) {
      warnings.push(`${path}.hostAliases[${i}].ip: duplicate ip ${goQuote(alias.ip ?? '')}`)
    }
    ips.add(alias.ip)
  }
  const secrets = listOf(spec.imagePullSecrets)
  const names = new Set<string>()
  for (const [i, { name = '' }] of secrets.entries()) {
    if (names.has(name)) {
      warnings.push(`${path}.imagePullSecrets[${i}].name: duplicate name ${goQuote(name)}`)
    }
    names.add(name)
  }
  for (const [i, secret] of secrets.entries()) {
    if (secret.name) continue
    warnings.push(`${path}.imagePullSecrets[${i}].name: invalid empty name ""`)
  }
  for (const name of ['memory', 'ephemeral-storage']) {
    warnings.push(...fractionWarning(`${path}.overhead`, spec.overhead, name))
  }
  return warnings
}

const seccompText = 'non-functional in v1.27+; use the "seccompProfile" field instead'
const appArmorText = 'deprecated since v1.30; use the "appArmorProfile" field instead'

function profileWarnings(path: string, container: Dict, annotations: Dict, ofPod?: Dict): string[] {
  const at = `${child(path, 'metadata')}.annotations`
  const warnings: string[] = []
  const seccomp = seccompContainerPrefix + container.name
  if (!container.securityContext?.seccompProfile && Object.hasOwn(annotations, seccomp)) {
    warnings.push(`${at}[${seccomp}]: ${seccompText}`)
  }
  const key = appArmorPrefix + container.name
  const template = path !== ''
  if (template && !container.securityContext?.appArmorProfile && Object.hasOwn(annotations, key)) {
    const same = ofPod && sameValue(ofPod, profileOfAnnotation(annotations[key]))
    if (!same) warnings.push(`${at}[${key}]: ${appArmorText}`)
  }
  return warnings
}

function affinityWarnings(path: string, spec: Dict): string[] {
  const warnings: string[] = []
  const text = 'a null labelSelector results in matching no pod'
  for (const name of ['podAffinity', 'podAntiAffinity']) {
    const affinity = spec.affinity?.[name]
    const at = `${path}.affinity.${name}`
    const needed = listOf(affinity?.requiredDuringSchedulingIgnoredDuringExecution)
    for (const [i, term] of needed.entries()) {
      if (term.labelSelector) continue
      const here = `${at}.requiredDuringSchedulingIgnoredDuringExecution[${i}]`
      warnings.push(`${here}.labelSelector: ${text}`)
    }
    const liked = listOf(affinity?.preferredDuringSchedulingIgnoredDuringExecution)
    for (const [i, term] of liked.entries()) {
      if (term.podAffinityTerm?.labelSelector) continue
      const here = `${at}.preferredDuringSchedulingIgnoredDuringExecution[${i}]`
      warnings.push(`${here}.podAffinityTerm.labelSelector: ${text}`)
    }
  }
  return warnings
}

function annotationWarnings(path: string, annotations: Dict): string[] {
  return oldAnnotations
    .filter(([key]) => Object.hasOwn(annotations, key))
    .map(([key, text]) => `${child(path, 'metadata')}.annotations[${key}]: ${text}`)
}

/** `path` is '' for a pod, else that of its template. */
export function templateWarnings(path: string, template: Dict | null | undefined): string[] {
  const spec: Dict | undefined = template?.spec
  if (!spec) return []
  const annotations: Dict = template?.metadata?.annotations ?? {}
  const at = child(path, 'spec')
  const warnings = placeWarnings(at, spec)
  warnings.push(...annotationWarnings(path, annotations))
  if (spec.volumes) warnings.push(...volumeWarnings(at, spec.volumes))
  warnings.push(...listWarnings(at, spec))
  if (!spec.securityContext?.seccompProfile && Object.hasOwn(annotations, seccompPodKey)) {
    warnings.push(`${child(path, 'metadata')}.annotations[${seccompPodKey}]: ${seccompText}`)
  }
  const ofPod: Dict | undefined = spec.securityContext?.appArmorProfile
  visitContainers(spec, at, (container, here) => {
    warnings.push(...profileWarnings(path, container, annotations, ofPod))
    warnings.push(...containerWarnings(here, container))
  })
  warnings.push(...portWarnings(at, spec))
  if (spec.terminationGracePeriodSeconds < 0) {
    warnings.push(
      `${at}.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and will be treated as 1`,
    )
  }
  if (spec.affinity) warnings.push(...affinityWarnings(at, spec))
  for (const [i, server] of ((spec.dnsConfig?.nameservers ?? []) as string[]).entries()) {
    warnings.push(...ipWarnings(`${at}.dnsConfig.nameservers[${i}]`, server))
  }
  for (const [i, alias] of listOf(spec.hostAliases).entries()) {
    warnings.push(...ipWarnings(`${at}.hostAliases[${i}].ip`, alias.ip ?? ''))
  }
  return warnings
}

/** Of a workload that makes pods; a change is warned of only when its generation moved. */
export function workloadWarnings(
  object: KubeObject,
  was: KubeObject | undefined,
  template: Dict | null | undefined = object.spec.template,
): string[] {
  if (was === undefined) {
    return [...podNameWarnings(object), ...templateWarnings('spec.template', template)]
  }
  if (object.metadata.generation === was.metadata.generation) return []
  return templateWarnings('spec.template', template)
}
