// in: volumes made of files: secrets, config maps, downward API, projections → out: what is wrong with them.
import { type Dict, type FieldError, forbidden, invalid, required } from '@binnacle/meta'
import { checkFieldRef, checkResourceRef, volumeFields } from './env-check.ts'
import { listOf, requireText } from './field-checks.ts'
import { localNonReserved } from './path-checks.ts'
import { checkPodCertificate, checkTrustBundle } from './projected-certificate-checks.ts'
import type { PodOptions } from './pod-options.ts'

const modeText = 'must be a number between 0 and 0777 (octal), both inclusive'

function checkMode(errors: FieldError[], path: string, mode: number | undefined): void {
  if (mode !== undefined && (mode > 0o777 || mode < 0)) errors.push(invalid(path, mode, modeText))
}

function checkItem(errors: FieldError[], path: string, item: Dict): void {
  requireText(errors, `${path}.key`, item.key)
  requireText(errors, `${path}.path`, item.path)
  localNonReserved(errors, `${path}.path`, item.path ?? '')
  checkMode(errors, `${path}.mode`, item.mode)
}

function checkItems(errors: FieldError[], path: string, items: unknown): void {
  for (const [i, item] of listOf(items).entries()) checkItem(errors, `${path}.items[${i}]`, item)
}

export function checkSecretVolume(errors: FieldError[], path: string, source: Dict): void {
  requireText(errors, `${path}.secretName`, source.secretName)
  checkMode(errors, `${path}.defaultMode`, source.defaultMode)
  checkItems(errors, path, source.items)
}

export function checkConfigMapVolume(errors: FieldError[], path: string, source: Dict): void {
  requireText(errors, `${path}.name`, source.name)
  checkMode(errors, `${path}.defaultMode`, source.defaultMode)
  checkItems(errors, path, source.items)
}

/** Upstream names these files by the path of the whole volume. */
function checkDownwardFile(errors: FieldError[], path: string, file: Dict): void {
  requireText(errors, `${path}.path`, file.path)
  localNonReserved(errors, `${path}.path`, file.path ?? '')
  if (file.fieldRef) {
    checkFieldRef(errors, `${path}.fieldRef`, file.fieldRef, volumeFields)
    if (file.resourceFieldRef) {
      const text = 'fieldRef and resourceFieldRef can not be specified simultaneously'
      errors.push(invalid(path, 'resource', text))
    }
  } else if (file.resourceFieldRef) {
    checkResourceRef(errors, `${path}.resourceFieldRef`, file.resourceFieldRef, true)
  } else errors.push(required(path, 'one of fieldRef and resourceFieldRef is required'))
  checkMode(errors, `${path}.mode`, file.mode)
}

export function checkDownwardVolume(errors: FieldError[], path: string, source: Dict): void {
  checkMode(errors, `${path}.defaultMode`, source.defaultMode)
  for (const file of listOf(source.items)) checkDownwardFile(errors, path, file)
}

const tokenSecondsMin = 600
const tokenSecondsMax = 2 ** 32

function toleratesTokenPath(was: Dict | undefined): boolean {
  return listOf(was?.volumes).some((volume) =>
    listOf(volume.projected?.sources).some((source) => {
      const wrong: FieldError[] = []
      const target = source.serviceAccountToken?.path
      if (target !== undefined) localNonReserved(wrong, '', target)
      return wrong.length > 0
    }),
  )
}

/** `path` is the projection's own, `whole` that of the volume: upstream names some faults by the latter. */
function checkToken(
  errors: FieldError[],
  path: string,
  whole: string,
  token: Dict,
  options: PodOptions,
): void {
  const seconds = token.expirationSeconds
  const at = `${path}.expirationSeconds`
  if (seconds === undefined) errors.push(required(at))
  else {
    if (seconds < tokenSecondsMin) {
      errors.push(invalid(at, seconds, 'may not specify a duration less than 10 minutes'))
    }
    if (seconds > tokenSecondsMax) {
      errors.push(invalid(at, seconds, 'may not specify a duration larger than 2^32 seconds'))
    }
  }
  if (!token.path) errors.push(required(`${whole}.path`))
  else if (!toleratesTokenPath(options.was)) localNonReserved(errors, `${whole}.path`, token.path)
}

/** Two sources may not write one file; `shown` is what upstream shows as the culprit. */
function claimPath(
  errors: FieldError[],
  whole: string,
  taken: Set<string>,
  target: string,
  shown: string,
): void {
  if (target === '') return
  if (taken.has(target)) errors.push(invalid(whole, shown, 'conflicting duplicate paths'))
  else taken.add(target)
}

function checkProjectedFiles(
  errors: FieldError[],
  path: string,
  whole: string,
  taken: Set<string>,
  source: Dict,
): void {
  const name: string = source.name ?? ''
  requireText(errors, `${path}.name`, name)
  for (const [i, item] of listOf(source.items).entries()) {
    checkItem(errors, `${path}.items[${i}]`, item)
    claimPath(errors, whole, taken, item.path ?? '', name)
  }
}

/** How many of them the source has. */
function checkCertificates(
  errors: FieldError[],
  path: string,
  whole: string,
  taken: Set<string>,
  { clusterTrustBundle: bundle, podCertificate: certificate }: Dict,
): number {
  const claim = (target: string) => claimPath(errors, whole, taken, target, target)
  if (bundle) checkTrustBundle(errors, `${path}.clusterTrustBundle`, bundle, claim)
  if (certificate) checkPodCertificate(errors, `${path}.podCertificate`, certificate, claim)
  return (bundle ? 1 : 0) + (certificate ? 1 : 0)
}

export function checkProjectedVolume(
  errors: FieldError[],
  whole: string,
  projected: Dict,
  options: PodOptions,
): void {
  checkMode(errors, `${whole}.defaultMode`, projected.defaultMode)
  const taken = new Set<string>()
  for (const [i, source] of listOf(projected.sources).entries()) {
    const path = `${whole}.sources[${i}]`
    let count = 0
    for (const kind of ['secret', 'configMap']) {
      if (!source[kind]) continue
      count++
      checkProjectedFiles(errors, `${path}.${kind}`, whole, taken, source[kind])
    }
    if (source.downwardAPI) {
      count++
      for (const file of listOf(source.downwardAPI.items)) {
        checkDownwardFile(errors, `${path}.downwardAPI`, file)
        claimPath(errors, whole, taken, file.path ?? '', file.path)
      }
    }
    if (source.serviceAccountToken) {
      count++
      checkToken(errors, `${path}.serviceAccountToken`, whole, source.serviceAccountToken, options)
    }
    count += checkCertificates(errors, path, whole, taken, source)
    if (count > 1) {
      errors.push(forbidden(path, 'may not specify more than 1 volume type per source'))
    }
  }
}
