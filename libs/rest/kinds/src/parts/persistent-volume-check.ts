// in: the spec of a PersistentVolume → out: what is wrong with it. Never: what may change.
import {
  type Dict,
  dns1123Label,
  dns1123Subdomain,
  type FieldError,
  forbidden,
  invalid,
  nameIsSubdomain,
  notSupported,
  required,
} from '@binnacle/meta'
import { amount, isNegativeAmount, showQuantity, wholeAmount } from './amount.ts'
import { checkNodeSelector } from './affinity-check.ts'
import { requireText, textErrors, wordIfAny } from './field-checks.ts'
import { noBacksteps } from './path-checks.ts'
import { checkDriverName, type SourceCheck, sourceChecks } from './volume-source-checks.ts'

const modes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']
const inlineText = 'in the context of inline volumes'

export interface VolumeRules {
  readonly name: string
  /** Part of a VolumeAttachment. */
  readonly inline: boolean
  readonly anyNodeLabelValue?: boolean
}

function checkSecretRef(errors: FieldError[], path: string, ref: Dict | undefined): void {
  if (!ref) return
  if (requireText(errors, `${path}.name`, ref.name)) {
    textErrors(errors, `${path}.name`, ref.name, dns1123Subdomain(ref.name))
  }
  if (requireText(errors, `${path}.namespace`, ref.namespace)) {
    textErrors(errors, `${path}.namespace`, ref.namespace, dns1123Label(ref.namespace))
  }
}

function needRef(errors: FieldError[], path: string, ref: Dict | undefined): void {
  if (!ref) return
  requireText(errors, `${path}.secretRef.name`, ref.name)
  requireText(errors, `${path}.secretRef.namespace`, ref.namespace)
}

const checkCsi: SourceCheck = (errors, path, source) => {
  checkDriverName(errors, `${path}.driver`, source.driver)
  requireText(errors, `${path}.volumeHandle`, source.volumeHandle)
  for (const field of ['controllerPublish', 'controllerExpand', 'nodePublish', 'nodeExpand']) {
    checkSecretRef(errors, `${path}.${field}SecretRef`, source[`${field}SecretRef`])
  }
}

const checkGlusterfs: SourceCheck = (errors, path, source) => {
  sourceChecks.glusterfs?.(errors, path, source)
  const space: string | undefined = source.endpointsNamespace
  const at = `${path}.endpointsNamespace`
  if (space === '') {
    const text = 'if the endpointnamespace is set, it must be a valid namespace name'
    errors.push(invalid(at, space, text))
  } else if (space !== undefined) textErrors(errors, at, space, dns1123Label(space))
}

function iqnFault(name: string): boolean {
  if (name.startsWith('iqn')) {
    return !/iqn\.\d{4}-\d{2}\.[a-zA-Z0-9\-.]+(?::[^,;*&$|\s]+)$/.test(name)
  }
  if (name.startsWith('eui')) return !/^eui.[a-zA-Z0-9]{16}$/.test(name)
  return !/^naa.[a-zA-Z0-9]{32}$/.test(name)
}

function checkIscsi(errors: FieldError[], path: string, source: Dict, name: string): void {
  const portal: string = source.targetPortal ?? ''
  const initiator: string | undefined = source.initiatorName
  requireText(errors, `${path}.targetPortal`, portal)
  if (initiator !== undefined && Buffer.byteLength(`${name}:${portal}`) > 64) {
    const text =
      'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.'
    errors.push(invalid(`${path}.targetportal`, portal, text))
  }
  if (requireText(errors, `${path}.iqn`, source.iqn) && iqnFault(source.iqn)) {
    errors.push(invalid(`${path}.iqn`, source.iqn, 'must be valid format'))
  }
  const lun = source.lun ?? 0
  if (lun < 0 || lun > 255) {
    errors.push(invalid(`${path}.lun`, lun, 'must be between 0 and 255, inclusive'))
  }
  if ((source.chapAuthDiscovery || source.chapAuthSession) && !source.secretRef) {
    errors.push(required(`${path}.secretRef`))
  }
  if (source.secretRef) requireText(errors, `${path}.secretRef.name`, source.secretRef.name)
  if (initiator !== undefined && iqnFault(initiator)) {
    errors.push(invalid(`${path}.initiatorname`, initiator, 'must be valid format'))
  }
}

const checkStorageOs: SourceCheck = (errors, path, source) => {
  const { secretRef, ...rest } = source
  sourceChecks.storageos?.(errors, path, rest)
  needRef(errors, path, secretRef)
}

/** In the reference's order: member of the spec, name in error paths, check. */
const sources: readonly (readonly [string, string, SourceCheck])[] = [
  ['hostPath', 'hostPath', sourceChecks.hostPath as SourceCheck],
  ['gcePersistentDisk', 'persistentDisk', sourceChecks.gcePersistentDisk as SourceCheck],
  [
    'awsElasticBlockStore',
    'awsElasticBlockStore',
    sourceChecks.awsElasticBlockStore as SourceCheck,
  ],
  ['glusterfs', 'glusterfs', checkGlusterfs],
  ['flocker', 'flocker', sourceChecks.flocker as SourceCheck],
  ['nfs', 'nfs', sourceChecks.nfs as SourceCheck],
  ['rbd', 'rbd', sourceChecks.rbd as SourceCheck],
  ['quobyte', 'quobyte', sourceChecks.quobyte as SourceCheck],
  ['cephfs', 'cephfs', sourceChecks.cephfs as SourceCheck],
  ['iscsi', 'iscsi', () => {}],
  [
    'cinder',
    'cinder',
    (errors, path, source) => {
      requireText(errors, `${path}.volumeID`, source.volumeID)
      needRef(errors, path, source.secretRef)
    },
  ],
  ['fc', 'fc', sourceChecks.fc as SourceCheck],
  ['flexVolume', 'flexVolume', sourceChecks.flexVolume as SourceCheck],
  [
    'azureFile',
    'azureFile',
    (errors, path, source) => {
      requireText(errors, `${path}.secretName`, source.secretName)
      requireText(errors, `${path}.shareName`, source.shareName)
      if (source.secretNamespace === '') errors.push(required(`${path}.secretNamespace`))
    },
  ],
  ['vsphereVolume', 'vsphereVolume', sourceChecks.vsphereVolume as SourceCheck],
  [
    'photonPersistentDisk',
    'photonPersistentDisk',
    sourceChecks.photonPersistentDisk as SourceCheck,
  ],
  ['portworxVolume', 'portworxVolume', sourceChecks.portworxVolume as SourceCheck],
  ['azureDisk', 'azureDisk', sourceChecks.azureDisk as SourceCheck],
  ['scaleIO', 'scaleIO', sourceChecks.scaleIO as SourceCheck],
  [
    'local',
    'local',
    (errors, path, source) => {
      if (requireText(errors, `${path}.path`, source.path)) {
        noBacksteps(errors, `${path}.path`, source.path)
      }
    },
  ],
  ['storageos', 'storageos', checkStorageOs],
  ['csi', 'csi', checkCsi],
]

export const volumeSources: readonly string[] = sources.map(([member]) => member)

function checkSources(errors: FieldError[], path: string, spec: Dict, rules: VolumeRules): void {
  let count = 0
  for (const [member, shown, check] of sources) {
    const source: Dict | undefined = spec[member]
    if (!source) continue
    // A flexVolume is never refused for standing beside another source.
    if (count > 0 && member !== 'flexVolume') {
      const where = member === 'cephfs' ? 'cephFS' : member
      errors.push(forbidden(`${path}.${where}`, 'may not specify more than 1 volume type'))
      continue
    }
    count++
    if (member === 'iscsi') checkIscsi(errors, `${path}.iscsi`, source, rules.name)
    else check(errors, `${path}.${shown}`, source)
    if (member === 'local' && !spec.nodeAffinity) {
      errors.push(required(`${path}.nodeAffinity`, 'Local volume requires node affinity'))
    }
  }
  if (count === 0) errors.push(required(path, 'must specify a volume type'))
}

function checkModes(errors: FieldError[], path: string, list: readonly string[]): void {
  if (list.length === 0) errors.push(required(path))
  for (const mode of list) {
    if (!modes.includes(mode)) errors.push(notSupported(path, mode, modes))
  }
  const others = list.some((mode) => mode !== 'ReadWriteOncePod' && modes.includes(mode))
  if (list.includes('ReadWriteOncePod') && others) {
    errors.push(forbidden(path, 'may not use ReadWriteOncePod with other access modes'))
  }
}

function checkCapacity(errors: FieldError[], path: string, capacity: Dict | undefined): void {
  const names = Object.keys(capacity ?? {})
  if (names.length === 0) errors.push(required(path))
  if (names.length !== 1 || names[0] !== 'storage') {
    errors.push(notSupported(path, capacity ?? null, ['storage']))
  }
  for (const name of names) {
    const quantity = capacity?.[name]
    const at = `${path}[${name}]`
    if (isNegativeAmount(quantity)) {
      const shown = Number(wholeAmount(quantity))
      errors.push(invalid(at, shown, 'must be a valid resource quantity'))
    }
    if (amount(quantity) <= 0n) {
      errors.push(invalid(at, showQuantity(quantity), 'must be greater than zero'))
    }
  }
}

function checkAffinity(
  errors: FieldError[],
  path: string,
  affinity: Dict,
  rules: VolumeRules,
): void {
  if (affinity.required) {
    const anyValue = rules.anyNodeLabelValue === true
    checkNodeSelector(errors, `${path}.required`, affinity.required, anyValue)
  } else errors.push(required(`${path}.required`, 'must specify required node constraints'))
}

function checkInline(errors: FieldError[], path: string, spec: Dict): void {
  const never = `may not be specified ${inlineText}`
  if (spec.claimRef) errors.push(forbidden(`${path}.claimRef`, never))
  if (Object.keys(spec.capacity ?? {}).length > 0) {
    errors.push(forbidden(`${path}.capacity`, never))
  }
  if (!spec.csi) errors.push(required(`${path}.csi`, `has to be specified ${inlineText}`))
}

function checkPolicy(errors: FieldError[], path: string, spec: Dict, inline: boolean): void {
  const policy: string | undefined = spec.persistentVolumeReclaimPolicy
  const at = `${path}.persistentVolumeReclaimPolicy`
  if (!policy) return
  if (!inline) wordIfAny(errors, at, policy, ['Delete', 'Recycle', 'Retain'])
  else if (policy !== 'Retain') errors.push(forbidden(at, `may only be Retain ${inlineText}`))
}

function isRoot(path: string): boolean {
  return path !== '' && path.startsWith('/') && /^(?:\/|\/\.(?=\/|$))+$/.test(path)
}

function checkRest(errors: FieldError[], path: string, spec: Dict, inline: boolean): void {
  const { hostPath, persistentVolumeReclaimPolicy: policy } = spec
  if (hostPath && policy === 'Recycle' && isRoot(hostPath.path ?? '')) {
    const text = "may not be 'recycle' for a hostPath mount of '/'"
    errors.push(forbidden(`${path}.persistentVolumeReclaimPolicy`, text))
  }
  const storageClass: string | undefined = spec.storageClassName
  if (storageClass) {
    const at = `${path}.storageClassName`
    if (inline) errors.push(forbidden(at, `may not be specified ${inlineText}`))
    else textErrors(errors, at, storageClass, nameIsSubdomain(storageClass, false))
  }
  if (inline && spec.volumeMode !== undefined && spec.volumeMode !== 'Filesystem') {
    const text = `may not specify volumeMode other than Filesystem ${inlineText}`
    errors.push(forbidden(`${path}.volumeMode`, text))
  } else if (!inline) {
    wordIfAny(errors, `${path}.volumeMode`, spec.volumeMode, ['Block', 'Filesystem'])
  }
  const attributes: string | undefined = spec.volumeAttributesClassName
  if (attributes === undefined || inline) return
  const at = `${path}.volumeAttributesClassName`
  if (attributes === '') errors.push(required(at, 'an empty string is disallowed'))
  else textErrors(errors, at, attributes, nameIsSubdomain(attributes, false))
  if (!spec.csi) {
    const text = 'has to be specified when using volumeAttributesClassName'
    errors.push(required(`${path}.csi`, text))
  }
}

export function checkVolumeSpec(
  errors: FieldError[],
  path: string,
  spec: Dict,
  rules: VolumeRules,
): void {
  if (rules.inline) checkInline(errors, path, spec)
  checkModes(errors, `${path}.accessModes`, spec.accessModes ?? [])
  if (!rules.inline) checkCapacity(errors, `${path}.capacity`, spec.capacity)
  checkPolicy(errors, path, spec, rules.inline)
  if (spec.nodeAffinity && rules.inline) {
    errors.push(forbidden(`${path}.nodeAffinity`, `may not be specified ${inlineText}`))
  } else if (spec.nodeAffinity) {
    checkAffinity(errors, `${path}.nodeAffinity`, spec.nodeAffinity, rules)
  }
  checkSources(errors, path, spec, rules)
  checkRest(errors, path, spec, rules.inline)
}
