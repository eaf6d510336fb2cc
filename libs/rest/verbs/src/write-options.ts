// in: a write's query → out: CreateOptions, UpdateOptions, PatchOptions, checked. Never: bodies.
import type { Routed } from '@binnacle/exchange'
import {
  type FieldError,
  invalidError,
  type KubeObject,
  patchOptionsErrors,
  writeOptionsErrors,
} from '@binnacle/meta'
import { queryBoolean } from './query-values.ts'

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict'

export interface ReadOptions {
  /** The options as an object of meta.k8s.io/v1, which admission sees. */
  readonly object: KubeObject
  readonly dryRun: boolean
  readonly fieldValidation: FieldValidation
  /** Who is written into managedFields. */
  readonly manager: string
  readonly force: boolean
}

export type OptionsKind = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions'

const managerMaxBytes = 128
const unprintable = /[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu

/** `kubectl/v1.37 (linux)` → `kubectl`. */
function managerOfAgent(agent: string): string {
  const name = (agent.split('/')[0] as string).replace(unprintable, '')
  let kept = ''
  let bytes = 0
  for (const rune of name) {
    bytes += Buffer.byteLength(rune)
    if (bytes > managerMaxBytes) break
    kept += rune
  }
  return kept
}

function optionsObject(query: URLSearchParams, kind: OptionsKind): KubeObject {
  const object = { kind, apiVersion: 'meta.k8s.io/v1' } as KubeObject
  const dryRun = query.getAll('dryRun')
  if (dryRun.length > 0) object.dryRun = dryRun
  const fieldManager = query.get('fieldManager')
  if (fieldManager) object.fieldManager = fieldManager
  const fieldValidation = query.get('fieldValidation')
  if (fieldValidation) object.fieldValidation = fieldValidation
  const force = kind === 'PatchOptions' ? queryBoolean(query, 'force') : undefined
  if (force !== undefined) object.force = force
  return object
}

/** Throws 422 of the options' own kind. */
export function readWriteOptions(request: Routed, kind: OptionsKind, isApply = false): ReadOptions {
  const object = optionsObject(request.query, kind)
  const errors: FieldError[] =
    kind === 'PatchOptions' ? patchOptionsErrors(object, isApply) : writeOptionsErrors(object)
  if (errors.length > 0) throw invalidError({ group: 'meta.k8s.io', kind }, '', errors)
  const agent = request.headers.get('user-agent') ?? ''
  return {
    object,
    dryRun: (object.dryRun ?? []).length > 0,
    fieldValidation: object.fieldValidation || 'Warn',
    manager: object.fieldManager || managerOfAgent(agent),
    force: object.force === true,
  }
}
