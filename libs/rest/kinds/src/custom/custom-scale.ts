// in: the paths of a definition's scale → out: the Scale of its objects, read and written. Never: other views.
import type { CustomDef } from '@binnacle/catalogue'
import {
  badRequest,
  type Dict,
  type FieldError,
  internalError,
  invalid,
  type KubeObject,
} from '@binnacle/meta'
import type { SubresourceRule } from '../kind.ts'

type Paths = NonNullable<CustomDef['scale']>

function segments(path: string): string[] {
  return path.replace(/^\./, '').split('.')
}

function goType(value: unknown): string {
  if (typeof value === 'string') return 'string'
  if (typeof value === 'boolean') return 'bool'
  if (typeof value === 'number' && !Number.isInteger(value)) return 'float64'
  if (typeof value === 'number' || typeof value === 'bigint') return 'int64'
  return Array.isArray(value) ? '[]interface {}' : 'map[string]interface {}'
}

/** The value at a path; a string in `problem` where something on the way has no fields. */
function valueAt(object: Dict, path: string): { value?: unknown; problem?: string } {
  const steps = segments(path)
  let current: unknown = object
  for (const [index, name] of steps.entries()) {
    if (current === null || current === undefined) return {}
    if (typeof current !== 'object' || Array.isArray(current)) {
      const where = `.${steps.slice(0, index + 1).join('.')}`
      const shown = typeof current === 'object' ? JSON.stringify(current) : String(current)
      const text = `${shown} is of the type ${goType(current)}, expected map[string]interface{}`
      return { problem: `${where} accessor error: ${text}` }
    }
    current = Object.hasOwn(current, name) ? (current as Dict)[name] : undefined
  }
  return { value: current }
}

function numberAt(object: Dict, path: string): { value: number | undefined; problem?: string } {
  const { value, problem } = valueAt(object, path)
  if (problem !== undefined) return { value: undefined, problem }
  if (value === undefined) return { value: undefined }
  if (typeof value === 'bigint' || Number.isInteger(value)) return { value: Number(value) }
  const shown = typeof value === 'object' ? JSON.stringify(value) : String(value)
  const text = `${shown} is of the type ${goType(value)}, expected int64`
  return { value: undefined, problem: `.${segments(path).join('.')} accessor error: ${text}` }
}

function textAt(object: Dict, path: string): { value: string; problem?: string } {
  const { value, problem } = valueAt(object, path)
  if (problem !== undefined) return { value: '', problem }
  if (value === undefined) return { value: '' }
  if (typeof value === 'string') return { value }
  const shown = typeof value === 'object' ? JSON.stringify(value) : String(value)
  const text = `${shown} is of the type ${goType(value)}, expected string`
  return { value: '', problem: `.${segments(path).join('.')} accessor error: ${text}` }
}

function setAt(object: Dict, path: string, value: number): void {
  const steps = segments(path)
  let current = object
  for (const name of steps.slice(0, -1)) {
    if (typeof current[name] !== 'object' || current[name] === null) current[name] = {}
    current = current[name]
  }
  current[steps.at(-1) as string] = value
}

function countErrors(object: Dict, path: string): FieldError[] {
  const { value, problem } = numberAt(object, path)
  if (problem !== undefined) return [invalid(path, 0, problem)]
  if (value === undefined) return []
  if (value < 0) return [invalid(path, value, 'should be a non-negative integer')]
  const max = 2147483647
  return value > max ? [invalid(path, value, `should be less than or equal to ${max}`)] : []
}

/** What is wrong with the fields that Scale reads. */
export function scaleErrors(object: KubeObject, paths: Paths, statusOnly: boolean): FieldError[] {
  const errors = statusOnly ? [] : countErrors(object, paths.specReplicasPath)
  errors.push(...countErrors(object, paths.statusReplicasPath))
  if (paths.labelSelectorPath !== undefined) {
    const { problem } = textAt(object, paths.labelSelectorPath)
    if (problem !== undefined) errors.push(invalid(paths.labelSelectorPath, '', problem))
  }
  return errors
}

function show(object: KubeObject, paths: Paths): KubeObject {
  const wanted = numberAt(object, paths.specReplicasPath)
  const actual = numberAt(object, paths.statusReplicasPath)
  const selector = paths.labelSelectorPath ? textAt(object, paths.labelSelectorPath) : { value: '' }
  const problem = wanted.problem ?? actual.problem ?? (selector as { problem?: string }).problem
  if (problem !== undefined) throw internalError(problem)
  const metadata: Dict = {}
  for (const name of ['name', 'namespace', 'uid', 'resourceVersion', 'creationTimestamp']) {
    const value = (object.metadata as Dict)[name]
    if (value !== undefined) metadata[name] = value
  }
  const spec: Dict = wanted.value ? { replicas: wanted.value } : {}
  const status: Dict = { replicas: actual.value ?? 0 }
  if (selector.value !== '') status.selector = selector.value
  return { kind: 'Scale', apiVersion: 'autoscaling/v1', metadata, spec, status } as KubeObject
}

export function customScale(paths: Paths): SubresourceRule {
  return {
    writes: 'view',
    show: (object) => show(object, paths),
    refuseRead(object) {
      if (numberAt(object, paths.specReplicasPath).value !== undefined) return
      const path = JSON.stringify(paths.specReplicasPath)
      throw internalError(`the spec replicas field ${path} does not exist`)
    },
    write(object, view) {
      const replicas = view.spec?.replicas
      const before = numberAt(object, paths.specReplicasPath).value
      if (replicas === undefined && before === undefined && view.spec === undefined) {
        const path = paths.specReplicasPath
        throw badRequest(`the spec replicas field ${JSON.stringify(path)} cannot be empty`)
      }
      // Whether the number will do is for the checks of the whole object to say.
      setAt(object, paths.specReplicasPath, replicas ?? 0)
      return []
    },
  }
}
