// in: an object and what a webhook made of it → out: why that cannot be, or its metadata put right. Never: a call.
import {
  aggregateText,
  annotationsErrors,
  type Dict,
  isDict,
  errorText,
  type FieldError,
  type KubeObject,
  labelsErrors,
} from '@binnacle/meta'

const identity = [
  ['name', 'name'],
  ['namespace', 'namespace'],
  ['uid', 'UID'],
] as const

/** Throws an Error with the words for what the webhook may not change. */
export function refuseOtherIdentity(was: KubeObject, now: KubeObject): void {
  for (const [field, shown] of identity) {
    const expected = textOf(was, field)
    const got = textOf(now, field)
    if (expected !== got) throw new Error(`must have the same ${shown}: ${expected} != ${got}`)
  }
}

function textOf({ metadata }: KubeObject, field: string): string {
  const value = (metadata as Dict | undefined)?.[field]
  return typeof value === 'string' ? value : ''
}

function goType(value: unknown): string {
  if (value === null || value === undefined) return '<nil>'
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64'
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}'
}

/** All metadata is the original's, but labels and annotations. Throws in the words for bad ones. */
export function restoreMeta(was: KubeObject, now: KubeObject): void {
  if (!Object.hasOwn(now, 'metadata')) throw new Error('missing metadata in converted object')
  const answered: unknown = now.metadata
  if (!isDict(answered)) {
    throw new Error(`invalid metadata of type ${goType(answered)} in converted object`)
  }
  const metadata: Dict = structuredClone(was.metadata ?? {})
  for (const field of ['labels', 'annotations']) {
    const wanted = answered[field]
    if (wanted === undefined || wanted === null) {
      delete metadata[field]
      continue
    }
    if (!isDict(wanted)) {
      throw new Error(`invalid metadata.${field} of type ${goType(wanted)} in converted object`)
    }
    refuseBadTexts(field, wanted, metadata[field] ?? {})
    metadata[field] = wanted
  }
  now.metadata = metadata as KubeObject['metadata']
}

/** What stays as it was is not checked again. */
function refuseBadTexts(field: string, wanted: Dict, before: Dict): void {
  const names = Object.keys(wanted)
  let changed = names.length !== Object.keys(before).length
  for (const name of names) {
    const value = wanted[name]
    if (typeof value !== 'string') {
      const type = goType(value)
      throw new Error(
        `metadata.${field}[${name}] must be a string, but is ${type} in converted object`,
      )
    }
    changed ||= before[name] !== value
  }
  if (!changed) return
  const errors: FieldError[] =
    field === 'labels'
      ? labelsErrors(wanted, 'metadata.labels')
      : annotationsErrors(wanted, 'metadata.annotation')
  if (errors.length > 0) throw new Error(aggregateText(errors.map(errorText)))
}
