// in: a volume's source, by type → out: what is wrong with it. Never: which types exclude each other.
import {
  type Dict,
  dns1123Label,
  dns1123Subdomain,
  type FieldError,
  invalid,
  nameIsSubdomain,
  notSupported,
  required,
  tooLong,
} from '@binnacle/meta'
import { byteLength } from './bytes.ts'
import { listOf, requireText, requireWord, textErrors, wordIfAny } from './field-checks.ts'
import { localDescending, noBacksteps } from './path-checks.ts'

export type SourceCheck = (errors: FieldError[], path: string, source: Dict) => void

function needs(...names: string[]): SourceCheck {
  return (errors, path, source) => {
    for (const name of names) requireText(errors, `${path}.${name}`, source[name])
  }
}

function checkPartition(errors: FieldError[], path: string, source: Dict): void {
  const partition = source.partition ?? 0
  if (partition < 0 || partition > 255) {
    errors.push(invalid(`${path}.partition`, partition, 'must be between 1 and 255, inclusive'))
  }
}

function checkHostPath(errors: FieldError[], path: string, source: Dict): void {
  if (!requireText(errors, `${path}.path`, source.path)) return
  noBacksteps(errors, `${path}.path`, source.path)
  wordIfAny(errors, `${path}.type`, source.type, [
    '',
    'BlockDevice',
    'CharDevice',
    'Directory',
    'DirectoryOrCreate',
    'File',
    'FileOrCreate',
    'Socket',
  ])
}

function iqnFault(name: string, short: boolean): string | undefined {
  if (!/^(?:iqn|eui|naa)/.test(name)) {
    return short ? 'must be valid format' : 'must be valid format starting with iqn, eui, or naa'
  }
  const good =
    (name.startsWith('iqn') && /iqn\.\d{4}-\d{2}\.[a-zA-Z0-9\-.]+(?::[^,;*&$|\s]+)$/.test(name)) ||
    /^eui.[a-zA-Z0-9]{16}$/.test(name) ||
    /^naa.[a-zA-Z0-9]{32}$/.test(name)
  return good ? undefined : 'must be valid format'
}

function checkIscsi(errors: FieldError[], path: string, source: Dict): void {
  requireText(errors, `${path}.targetPortal`, source.targetPortal)
  if (requireText(errors, `${path}.iqn`, source.iqn)) {
    const fault = iqnFault(source.iqn, false)
    if (fault !== undefined) errors.push(invalid(`${path}.iqn`, source.iqn, fault))
  }
  const lun = source.lun ?? 0
  if (lun < 0 || lun > 255) {
    errors.push(invalid(`${path}.lun`, lun, 'must be between 0 and 255, inclusive'))
  }
  if ((source.chapAuthDiscovery || source.chapAuthSession) && !source.secretRef) {
    errors.push(required(`${path}.secretRef`))
  }
  if (source.initiatorName !== undefined) {
    const fault = iqnFault(source.initiatorName, false)
    if (fault !== undefined) {
      errors.push(invalid(`${path}.initiatorname`, source.initiatorName, fault))
    }
  }
}

function checkFc(errors: FieldError[], path: string, source: Dict): void {
  const names: string[] = source.targetWWNs ?? []
  const ids: string[] = source.wwids ?? []
  const at = `${path}.targetWWNs`
  if (names.length === 0 && ids.length === 0) {
    errors.push(required(at, 'must specify either targetWWNs or wwids, but not both'))
  }
  if (names.length > 0 && ids.length > 0) {
    errors.push(invalid(at, names, 'targetWWNs and wwids can not be specified simultaneously'))
  }
  if (names.length === 0) return
  const { lun } = source
  if (lun === undefined) {
    errors.push(required(`${path}.lun`, 'lun is required if targetWWNs is specified'))
  } else if (lun < 0 || lun > 255) {
    errors.push(invalid(`${path}.lun`, lun, 'must be between 0 and 255, inclusive'))
  }
}

function checkNfs(errors: FieldError[], path: string, source: Dict): void {
  requireText(errors, `${path}.server`, source.server)
  requireText(errors, `${path}.path`, source.path)
  if (!(source.path ?? '').startsWith('/')) {
    errors.push(invalid(`${path}.path`, source.path ?? '', 'must be an absolute path'))
  }
}

/** `host:port` as Go's net.SplitHostPort takes it. */
function isHostPort(pair: string): boolean {
  if (/^\[[^[\]]*\]:[^:[\]]*$/.test(pair)) return true
  return /^[^:[\]]*:[^:[\]]*$/.test(pair)
}

function checkQuobyte(errors: FieldError[], path: string, source: Dict): void {
  const text = 'must be a host:port pair or multiple pairs separated by commas'
  const registry: string = source.registry ?? ''
  if (registry === '') errors.push(required(`${path}.registry`, text))
  else if (byteLength(source.tenant ?? '') >= 65) {
    const long = 'must be a UUID and may not exceed a length of 64 characters'
    errors.push(required(`${path}.tenant`, long))
  } else {
    for (const pair of registry.split(',')) {
      if (!isHostPort(pair)) errors.push(invalid(`${path}.registry`, registry, text))
    }
  }
  requireText(errors, `${path}.volume`, source.volume)
}

function checkFlocker(errors: FieldError[], path: string, source: Dict): void {
  const name: string = source.datasetName ?? ''
  const id: string = source.datasetUUID ?? ''
  if (name === '' && id === '') {
    errors.push(required(path, 'one of datasetName and datasetUUID is required'))
  }
  if (name !== '' && id !== '') {
    const text = 'datasetName and datasetUUID can not be specified simultaneously'
    errors.push(invalid(path, 'resource', text))
  }
  if (name.includes('/')) errors.push(invalid(`${path}.datasetName`, name, "must not contain '/'"))
}

function checkSecretName(errors: FieldError[], path: string, ref: Dict | undefined): void {
  if (ref) requireText(errors, `${path}.secretRef.name`, ref.name)
}

function checkFlex(errors: FieldError[], path: string, source: Dict): void {
  requireText(errors, `${path}.driver`, source.driver)
  for (const key of Object.keys(source.options ?? {})) {
    const slash = key.indexOf('/')
    const space = `.${(slash < 0 ? key : key.slice(0, slash)).toLowerCase()}`
    if (space.endsWith('.kubernetes.io') || space.endsWith('.k8s.io')) {
      const text = 'kubernetes.io and k8s.io namespaces are reserved'
      errors.push(invalid(`${path}.options[${key}]`, key, text))
    }
  }
}

function checkAzureDisk(errors: FieldError[], path: string, source: Dict): void {
  requireText(errors, `${path}.diskName`, source.diskName)
  requireText(errors, `${path}.diskURI`, source.diskURI)
  wordIfAny(errors, `${path}.cachingMode`, source.cachingMode, ['None', 'ReadOnly', 'ReadWrite'])
  wordIfAny(errors, `${path}.kind`, source.kind, ['Dedicated', 'Managed', 'Shared'])
  const uri: string = source.diskURI ?? ''
  if (source.kind === 'Managed' && !uri.startsWith('/subscriptions/')) {
    const form =
      '/subscriptions/{sub-id}/resourcegroups/{group-name}/providers/microsoft.compute/disks/{disk-id}'
    errors.push(notSupported(`${path}.diskURI`, uri, [form]))
  }
  if (source.kind !== undefined && source.kind !== 'Managed' && !uri.startsWith('https://')) {
    const form = 'https://{account-name}.blob.core.windows.net/{container-name}/{disk-name}.vhd'
    errors.push(notSupported(`${path}.diskURI`, uri, [form]))
  }
}

function checkStorageOs(errors: FieldError[], path: string, source: Dict): void {
  if (requireText(errors, `${path}.volumeName`, source.volumeName)) {
    textErrors(errors, `${path}.volumeName`, source.volumeName, dns1123Label(source.volumeName))
  }
  const space = source.volumeNamespace
  if (space) textErrors(errors, `${path}.volumeNamespace`, space, dns1123Label(space))
  checkSecretName(errors, path, source.secretRef)
}

/** Also of persistent volumes. */
export function checkDriverName(
  errors: FieldError[],
  path: string,
  name: string | undefined,
): void {
  if (!requireText(errors, path, name) || name === undefined) return
  if (byteLength(name) > 63) errors.push(tooLong(path, 63))
  textErrors(errors, path, name, dns1123Subdomain(name.toLowerCase()))
}

function checkCsi(errors: FieldError[], path: string, source: Dict): void {
  checkDriverName(errors, `${path}.driver`, source.driver)
  const ref = source.nodePublishSecretRef
  if (!ref) return
  if (!ref.name) errors.push(required(`${path}.nodePublishSecretRef.name`))
  else textErrors(errors, `${path}.name`, ref.name, nameIsSubdomain(ref.name, false))
}

function checkImage(errors: FieldError[], path: string, source: Dict): void {
  requireText(errors, `${path}.reference`, source.reference)
  requireWord(errors, `${path}.pullPolicy`, source.pullPolicy, ['Always', 'IfNotPresent', 'Never'])
}

function checkMonitors(errors: FieldError[], path: string, source: Dict): void {
  if (listOf(source.monitors).length === 0) errors.push(required(`${path}.monitors`))
}

/** Sources that need nothing but themselves to be judged. */
export const sourceChecks: Readonly<Record<string, SourceCheck>> = {
  hostPath: checkHostPath,
  gitRepo: (errors, path, source) => {
    requireText(errors, `${path}.repository`, source.repository)
    localDescending(errors, `${path}.directory`, source.directory ?? '')
  },
  gcePersistentDisk: (errors, path, source) => {
    requireText(errors, `${path}.pdName`, source.pdName)
    checkPartition(errors, path, source)
  },
  awsElasticBlockStore: (errors, path, source) => {
    requireText(errors, `${path}.volumeID`, source.volumeID)
    checkPartition(errors, path, source)
  },
  nfs: checkNfs,
  iscsi: checkIscsi,
  glusterfs: needs('endpoints', 'path'),
  flocker: checkFlocker,
  persistentVolumeClaim: needs('claimName'),
  rbd: (errors, path, source) => {
    checkMonitors(errors, path, source)
    requireText(errors, `${path}.image`, source.image)
  },
  cinder: (errors, path, source) => {
    requireText(errors, `${path}.volumeID`, source.volumeID)
    checkSecretName(errors, path, source.secretRef)
  },
  cephfs: checkMonitors,
  quobyte: checkQuobyte,
  fc: checkFc,
  flexVolume: checkFlex,
  azureFile: needs('secretName', 'shareName'),
  vsphereVolume: needs('volumePath'),
  photonPersistentDisk: needs('pdID'),
  portworxVolume: needs('volumeID'),
  azureDisk: checkAzureDisk,
  storageos: checkStorageOs,
  scaleIO: needs('gateway', 'system', 'volumeName'),
  csi: checkCsi,
  image: checkImage,
}
