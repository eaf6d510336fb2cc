// in: the volumes and devices that a container uses → out: what is wrong with them.
import {
  type Dict,
  type FieldError,
  forbidden,
  invalid,
  notFound,
  notSupported,
  required,
} from '@binnacle/meta'
import { localDescending } from './path-checks.ts'

/** Volumes of the pod by name: only those that passed their own checks. */
export type Volumes = ReadonlyMap<string, Dict>

const propagations = ['Bidirectional', 'HostToContainer', 'None']
const recursions = ['Disabled', 'Enabled', 'IfPossible']

function checkPropagation(errors: FieldError[], path: string, mode: string, container: Dict): void {
  if (!propagations.includes(mode)) errors.push(notSupported(path, mode, propagations))
  if (mode === 'Bidirectional' && container.securityContext?.privileged !== true) {
    const text = 'Bidirectional mount propagation is available only to privileged containers'
    errors.push(forbidden(path, text))
  }
}

function checkRecursion(errors: FieldError[], path: string, mount: Dict): void {
  const mode: string = mount.recursiveReadOnly
  if (!recursions.includes(mode)) errors.push(notSupported(path, mode, recursions))
  else if (mode !== 'Disabled') {
    if (mount.readOnly !== true) {
      errors.push(forbidden(path, 'may only be specified when readOnly is true'))
    }
    if (mount.mountPropagation !== undefined && mount.mountPropagation !== 'None') {
      const text = 'may only be specified when mountPropagation is None or not specified'
      errors.push(forbidden(path, text))
    }
  }
}

/** Paths of the parts inside the volume; upstream names them without the index. */
function checkSubPaths(errors: FieldError[], path: string, at: string, mount: Dict): void {
  if (mount.subPath) localDescending(errors, `${path}.subPath`, mount.subPath)
  if (!mount.subPathExpr) return
  if (mount.subPath) {
    const text = 'subPathExpr and subPath are mutually exclusive'
    errors.push(invalid(`${at}.subPathExpr`, mount.subPathExpr, text))
  }
  localDescending(errors, `${path}.subPathExpr`, mount.subPathExpr)
}

function byName(list: readonly Dict[], value: string): Map<string, string> {
  const map = new Map<string, string>()
  for (const item of list) map.set(item.name ?? '', item[value] ?? '')
  return map
}

export function checkMounts(
  errors: FieldError[],
  path: string,
  container: Dict,
  volumes: Volumes,
): void {
  const mounts = container.volumeMounts as Dict[]
  const devices = byName(container.volumeDevices ?? [], 'devicePath')
  const devicePaths = new Set(devices.values())
  const seen = new Set<string>()
  for (let i = 0; i < mounts.length; i++) {
    const mount = mounts[i] as Dict
    const at = `${path}[${i}]`
    const name: string = mount.name ?? ''
    const target: string = mount.mountPath ?? ''
    if (name === '') errors.push(required(`${at}.name`))
    if (!volumes.has(name)) errors.push(notFound(`${at}.name`, name))
    if (target === '') errors.push(required(`${at}.mountPath`))
    if (seen.has(target)) errors.push(invalid(`${at}.mountPath`, target, 'must be unique'))
    seen.add(target)
    if (devices.has(name)) {
      errors.push(invalid(`${at}.name`, name, 'must not already exist in volumeDevices'))
    }
    if (devicePaths.has(target)) {
      const text = 'must not already exist as a path in volumeDevices'
      errors.push(invalid(`${at}.mountPath`, target, text))
    }
    checkSubPaths(errors, path, at, mount)
    if (mount.mountPropagation !== undefined) {
      checkPropagation(errors, `${path}.mountPropagation`, mount.mountPropagation, container)
    }
    if (mount.recursiveReadOnly !== undefined)
      checkRecursion(errors, `${path}.recursiveReadOnly`, mount)
  }
}

function checkDevice(errors: FieldError[], at: string, name: string, volumes: Volumes): void {
  const volume = volumes.get(name)
  if (volume === undefined) errors.push(notFound(`${at}.name`, name))
  else if (!volume.persistentVolumeClaim && !volume.ephemeral) {
    const text =
      'can only use volume source type of PersistentVolumeClaim or Ephemeral for block mode'
    errors.push(invalid(`${at}.name`, name, text))
  }
}

export function checkDevices(
  errors: FieldError[],
  path: string,
  container: Dict,
  volumes: Volumes,
): void {
  const mounts = byName(container.volumeMounts ?? [], 'mountPath')
  const mountPaths = new Set(mounts.values())
  const names = new Set<string>()
  const paths = new Set<string>()
  for (const [i, device] of (container.volumeDevices as Dict[]).entries()) {
    const at = `${path}[${i}]`
    const name: string = device.name ?? ''
    const target: string = device.devicePath ?? ''
    if (name === '') errors.push(required(`${at}.name`))
    if (names.has(name)) errors.push(invalid(`${at}.name`, name, 'must be unique'))
    checkDevice(errors, at, name, volumes)
    if (target === '') errors.push(required(`${at}.devicePath`))
    if (paths.has(target)) errors.push(invalid(`${at}.devicePath`, target, 'must be unique'))
    if (target.split('/').includes('..')) {
      errors.push(invalid(`${at}.devicePath`, target, "can not contain backsteps ('..')"))
    } else paths.add(target)
    if (mounts.has(name)) {
      errors.push(invalid(`${at}.name`, name, 'must not already exist in volumeMounts'))
    }
    if (mountPaths.has(target)) {
      const text = 'must not already exist as a path in volumeMounts'
      errors.push(invalid(`${at}.devicePath`, target, text))
    }
    if (name !== '') names.add(name)
  }
}
