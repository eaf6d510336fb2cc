// in: the volumes of a pod or template → out: what is wrong with them, and those that may be mounted.
import {
  type Dict,
  duplicate,
  type FieldError,
  forbidden,
  goQuote,
  invalid,
  nameIsSubdomain,
  required,
} from '@binnacle/meta'
import { isNegativeAmount } from './amount.ts'
import { checkClaimSpec } from './claim-spec-check.ts'
import { labelErrors } from './field-checks.ts'
import {
  checkConfigMapVolume,
  checkDownwardVolume,
  checkProjectedVolume,
  checkSecretVolume,
} from './file-volume-checks.ts'
import type { PodOptions } from './pod-options.ts'
import { checkTemplateMetadata } from './template-metadata-check.ts'
import { type SourceCheck, sourceChecks } from './volume-source-checks.ts'

/** The order in which upstream looks for a second type; with the path that its refusal names. */
const order: readonly (readonly [string, string])[] = [
  ['emptyDir', 'emptyDir'],
  ['hostPath', 'hostPath'],
  ['gitRepo', 'gitRepo'],
  ['gcePersistentDisk', 'gcePersistentDisk'],
  ['awsElasticBlockStore', 'awsElasticBlockStore'],
  ['secret', 'secret'],
  ['nfs', 'nfs'],
  ['iscsi', 'iscsi'],
  ['glusterfs', 'glusterfs'],
  ['flocker', 'flocker'],
  ['persistentVolumeClaim', 'persistentVolumeClaim'],
  ['rbd', 'rbd'],
  ['cinder', 'cinder'],
  ['cephfs', 'cephFS'],
  ['quobyte', 'quobyte'],
  ['downwardAPI', 'downwarAPI'],
  ['fc', 'fc'],
  ['flexVolume', 'flexVolume'],
  ['configMap', 'configMap'],
  ['azureFile', 'azureFile'],
  ['vsphereVolume', 'vsphereVolume'],
  ['photonPersistentDisk', 'photonPersistentDisk'],
  ['portworxVolume', 'portworxVolume'],
  ['azureDisk', 'azureDisk'],
  ['storageos', 'storageos'],
  ['projected', 'projected'],
  ['scaleIO', 'scaleIO'],
  ['csi', 'csi'],
  ['ephemeral', 'ephemeral'],
  ['image', 'image'],
]

const checkEphemeral: SourceCheck = (errors, path, source) => {
  const template: Dict | undefined = source.volumeClaimTemplate
  if (!template) {
    errors.push(required(`${path}.volumeClaimTemplate`))
    return
  }
  const at = `${path}.volumeClaimTemplate`
  checkTemplateMetadata(errors, `${at}.metadata`, template.metadata ?? {})
  checkClaimSpec(errors, `${at}.spec`, template.spec ?? {})
}

function checkClaimName(errors: FieldError[], path: string, volume: Dict, podName: string): void {
  if (podName === '' || !volume.name) return
  const claim = `${podName}-${volume.name}`
  for (const text of nameIsSubdomain(claim, false)) {
    errors.push(invalid(`${path}.name`, volume.name, `PVC name ${goQuote(claim)}: ${text}`))
  }
}

function checkOneSource(
  errors: FieldError[],
  path: string,
  type: string,
  volume: Dict,
  options: PodOptions,
): void {
  const source: Dict = volume[type]
  if (type === 'emptyDir') {
    if (source.sizeLimit !== undefined && isNegativeAmount(source.sizeLimit)) {
      const text = 'SizeLimit field must be a valid resource quantity'
      errors.push(forbidden(`${path}.emptyDir.sizeLimit`, text))
    }
  } else if (type === 'secret') checkSecretVolume(errors, `${path}.secret`, source)
  else if (type === 'configMap') checkConfigMapVolume(errors, `${path}.configMap`, source)
  else if (type === 'downwardAPI') checkDownwardVolume(errors, `${path}.downwardAPI`, source)
  else if (type === 'projected') checkProjectedVolume(errors, `${path}.projected`, source, options)
  else if (type === 'ephemeral') checkEphemeral(errors, `${path}.ephemeral`, source)
  else {
    // Upstream's own slip for one type: its faults stand under another name.
    const name = type === 'gcePersistentDisk' ? 'persistentDisk' : type
    sourceChecks[type]?.(errors, `${path}.${name}`, source)
  }
}

function checkSource(
  errors: FieldError[],
  path: string,
  volume: Dict,
  podName: string,
  options: PodOptions,
): void {
  let seen = false
  for (const [type, refusedAs] of order) {
    const source = volume[type]
    if (source === undefined || source === null) continue
    if (seen) {
      errors.push(forbidden(`${path}.${refusedAs}`, 'may not specify more than 1 volume type'))
    } else {
      seen = true
      checkOneSource(errors, path, type, volume, options)
      if (type === 'ephemeral') checkClaimName(errors, path, volume, podName)
    }
    if (type === 'iscsi') checkIscsiName(errors, path, volume)
  }
  if (!seen) errors.push(required(path, 'must specify a volume type'))
}

function checkIscsiName(errors: FieldError[], path: string, volume: Dict): void {
  const { initiatorName, targetPortal = '' } = volume.iscsi
  if (initiatorName === undefined || `${volume.name ?? ''}:${targetPortal}`.length <= 64) return
  const text =
    'Total length of <volume name>:<iscsi.targetPortal> must be under 64 characters if iscsi.initiatorName is specified.'
  errors.push(invalid(`${path}.name`, volume.name ?? '', text))
}

/** `podName` is '' in templates. */
export function checkVolumes(
  errors: FieldError[],
  path: string,
  volumes: readonly Dict[],
  podName: string,
  options: PodOptions,
): Map<string, Dict> {
  const good = new Map<string, Dict>()
  const created = new Set<string>()
  if (podName !== '') {
    for (const volume of volumes) {
      if (volume.ephemeral) created.add(`${podName}-${volume.name ?? ''}`)
    }
  }
  for (let i = 0; i < volumes.length; i++) {
    const volume = volumes[i] as Dict
    const at = `${path}[${i}]`
    const before = errors.length
    const name: string = volume.name ?? ''
    checkSource(errors, at, volume, podName, options)
    if (name === '') errors.push(required(`${at}.name`))
    else labelErrors(errors, `${at}.name`, name)
    if (good.has(name)) errors.push(duplicate(`${at}.name`, name))
    if (errors.length === before) good.set(name, volume)
    const claim = volume.persistentVolumeClaim?.claimName
    if (claim !== undefined && created.has(claim)) {
      const text = 'must not reference a PVC that gets created for an ephemeral volume'
      errors.push(invalid(`${at}.persistentVolumeClaim.claimName`, claim, text))
    }
  }
  return good
}
