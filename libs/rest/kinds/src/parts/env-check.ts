// in: the environment of a container → out: what is wrong with it.
import {
  configMapKey,
  type Dict,
  type FieldError,
  invalid,
  nameIsSubdomain,
  notSupported,
  relaxedEnvVarName,
  required,
} from '@binnacle/meta'
import { isZeroAmount, showQuantity } from './amount.ts'
import { labelErrors, listOf, qualifiedErrors, textErrors } from './field-checks.ts'
import { noBacksteps } from './path-checks.ts'

const podFields: ReadonlySet<string> = new Set([
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.restartPolicy',
  'spec.serviceAccountName',
  'spec.schedulerName',
  'status.phase',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
])
const envFields = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
]
export const volumeFields = [
  'metadata.annotations',
  'metadata.labels',
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
]
const resourceFields = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
]

/** `metadata.labels['a']` → its parts. */
function subscripted(fieldPath: string): { path: string; key: string } | undefined {
  if (!fieldPath.endsWith("']")) return undefined
  const open = fieldPath.indexOf("['")
  return open <= 0
    ? undefined
    : { path: fieldPath.slice(0, open), key: fieldPath.slice(open + 2, -2) }
}

/** Why the field does not exist; undefined when it does. */
function unknownField(version: string, fieldPath: string): string | undefined {
  if (version !== 'v1') return `unsupported pod version: ${version}`
  const parts = subscripted(fieldPath)
  if (parts !== undefined) {
    const known = parts.path === 'metadata.annotations' || parts.path === 'metadata.labels'
    return known ? undefined : `field label does not support subscript: ${fieldPath}`
  }
  if (podFields.has(fieldPath) || fieldPath === 'spec.host') return undefined
  return `field label not supported: ${fieldPath}`
}

/** `fields` are those that this place can show, sorted. */
export function checkFieldRef(
  errors: FieldError[],
  path: string,
  ref: Dict,
  fields: readonly string[],
): void {
  if (!ref.apiVersion) errors.push(required(`${path}.apiVersion`))
  else if (!ref.fieldPath) errors.push(required(`${path}.fieldPath`))
  else {
    const fault = unknownField(ref.apiVersion, ref.fieldPath)
    if (fault !== undefined) {
      const text = `error converting fieldPath: ${fault}`
      errors.push(invalid(`${path}.fieldPath`, ref.fieldPath, text))
      return
    }
    const name = ref.fieldPath === 'spec.host' ? 'spec.nodeName' : ref.fieldPath
    const parts = subscripted(name)
    if (parts === undefined) {
      if (!fields.includes(name)) errors.push(notSupported(`${path}.fieldPath`, name, fields))
    } else {
      const annotation = parts.path === 'metadata.annotations'
      qualifiedErrors(errors, path, annotation ? parts.key.toLowerCase() : parts.key)
    }
  }
}

const byteDivisors = '1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei'
const divisorNames: readonly (readonly [RegExp, string, string])[] = [
  [
    /^(?:limits|requests)\.cpu$/,
    '1m, 1',
    "divisor's values 1m and 1 are supported with the cpu resource",
  ],
  [
    /^(?:limits|requests)\.memory$/,
    byteDivisors,
    `divisor's values ${byteDivisors} are supported with the memory resource`,
  ],
  [
    /^(?:limits|requests)\.ephemeral-storage$/,
    byteDivisors,
    `divisor's values ${byteDivisors} are supported with the local ephemeral storage resource`,
  ],
  [
    /^(?:limits|requests)\.hugepages-/,
    byteDivisors,
    `divisor's values ${byteDivisors} are supported with the hugepages resource`,
  ],
]

function checkDivisor(
  errors: FieldError[],
  path: string,
  resource: string,
  divisor: unknown,
): void {
  if (divisor === undefined || isZeroAmount(divisor)) return
  for (const [pattern, values, text] of divisorNames) {
    if (!pattern.test(resource) || values.split(', ').includes(showQuantity(divisor))) continue
    errors.push(invalid(`${path}.divisor`, resource, `only ${text}`))
  }
}

export function checkResourceRef(
  errors: FieldError[],
  path: string,
  ref: Dict,
  inVolume: boolean,
): void {
  const resource: string = ref.resource ?? ''
  if (inVolume && !ref.containerName) errors.push(required(`${path}.containerName`))
  else if (resource === '') errors.push(required(`${path}.resource`))
  else if (
    !resourceFields.includes(resource) &&
    !/^(?:limits|requests)\.hugepages-/.test(resource)
  ) {
    errors.push(notSupported(`${path}.resource`, resource, resourceFields))
  }
  checkDivisor(errors, path, resource, ref.divisor)
}

function checkKeyRef(errors: FieldError[], path: string, ref: Dict): void {
  const name = ref.name ?? ''
  textErrors(errors, `${path}.name`, name, nameIsSubdomain(name, false))
  if (!ref.key) errors.push(required(`${path}.key`))
  else textErrors(errors, `${path}.key`, ref.key, configMapKey(ref.key))
}

function checkFileRef(errors: FieldError[], path: string, ref: Dict): void {
  if (!ref.key) errors.push(required(`${path}.key`))
  else textErrors(errors, `${path}.key`, ref.key, relaxedEnvVarName(ref.key))
  if (!ref.volumeName) errors.push(required(`${path}.volumeName`))
  else labelErrors(errors, `${path}.volumeName`, ref.volumeName)
  if (!ref.path) errors.push(required(`${path}.path`))
  else noBacksteps(errors, `${path}.path`, ref.path)
}

function checkValueFrom(errors: FieldError[], path: string, variable: Dict): void {
  const from: Dict | undefined = variable.valueFrom
  if (!from) return
  let sources = 0
  for (const name of [
    'fieldRef',
    'resourceFieldRef',
    'configMapKeyRef',
    'secretKeyRef',
    'fileKeyRef',
  ]) {
    const ref = from[name]
    if (!ref) continue
    sources++
    const at = `${path}.${name}`
    if (name === 'fieldRef') checkFieldRef(errors, at, ref, envFields)
    else if (name === 'resourceFieldRef') checkResourceRef(errors, at, ref, false)
    else if (name === 'fileKeyRef') checkFileRef(errors, at, ref)
    else checkKeyRef(errors, at, ref)
  }
  if (sources === 0) {
    const text =
      'must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`'
    errors.push(invalid(path, '', text))
  } else if (variable.value) {
    errors.push(invalid(path, '', 'may not be specified when `value` is not empty'))
  } else if (sources > 1) {
    errors.push(invalid(path, '', 'may not have more than one field specified at a time'))
  }
}

export function checkEnv(errors: FieldError[], path: string, env: readonly Dict[]): void {
  for (let i = 0; i < env.length; i++) {
    const variable = env[i] as Dict
    const name: string = variable.name ?? ''
    if (name === '') errors.push(required(`${path}[${i}].name`))
    else {
      for (const text of relaxedEnvVarName(name))
        errors.push(invalid(`${path}[${i}].name`, name, text))
    }
    if (variable.valueFrom) checkValueFrom(errors, `${path}[${i}].valueFrom`, variable)
  }
}

function checkEnvSource(errors: FieldError[], path: string, source: Dict): void {
  if (!source.name) errors.push(required(`${path}.name`))
  else textErrors(errors, `${path}.name`, source.name, nameIsSubdomain(source.name, true))
}

export function checkEnvFrom(errors: FieldError[], path: string, list: readonly Dict[]): void {
  for (const [i, item] of list.entries()) {
    const at = `${path}[${i}]`
    if (item.prefix) textErrors(errors, `${at}.prefix`, item.prefix, relaxedEnvVarName(item.prefix))
    let sources = 0
    for (const name of ['configMapRef', 'secretRef']) {
      if (!item[name]) continue
      sources++
      checkEnvSource(errors, `${at}.${name}`, item[name])
    }
    if (sources === 0) {
      errors.push(invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`'))
    } else if (sources > 1) {
      errors.push(invalid(path, '', 'may not have more than one field specified at a time'))
    }
  }
}

/** Variables read from files need a volume of their own kind. */
export function checkFileVolumes(
  errors: FieldError[],
  path: string,
  container: Dict,
  volumes: ReadonlyMap<string, Dict>,
): void {
  for (const [i, variable] of listOf(container.env).entries()) {
    const ref = variable.valueFrom?.fileKeyRef
    if (!ref) continue
    const at = `${path}.env[${i}].valueFrom.fileKeyRef.volumeName`
    const name = ref.volumeName ?? ''
    const volume = volumes.get(name)
    if (volume === undefined)
      errors.push({ type: 'FieldValueNotFound', field: at, badValue: name, detail: '' })
    else if (!volume.emptyDir)
      errors.push(invalid(at, name, 'referenced volume must be of type emptyDir'))
  }
}
