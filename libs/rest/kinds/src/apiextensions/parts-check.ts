// in: columns, subresources, selectable fields and names of a definition → out: what is wrong with them.
import { validFieldPath } from '@binnacle/cel'
import {
  type Dict,
  dns1035Label,
  duplicate,
  type FieldError,
  invalid,
  required,
  tooMany,
} from '@binnacle/meta'
import { structuralProblem } from './structural-check.ts'

const columnTypes = ['boolean', 'date', 'integer', 'number', 'string']
const columnFormats = [
  ...['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'],
]
const selectableMax = 8

function pathErrors(path: string, at: string): FieldError[] {
  if (path.startsWith('.')) return []
  return [invalid(at, path, 'must be a simple json path starting with .')]
}

function columnErrors(column: Dict, path: string): FieldError[] {
  const errors: FieldError[] = []
  const types = `must be one of ${columnTypes.join(',')}`
  if (!column.name) errors.push(required(`${path}.name`))
  if (!column.type) errors.push(required(`${path}.type`, types))
  else if (!columnTypes.includes(column.type)) {
    errors.push(invalid(`${path}.type`, column.type, types))
  }
  if (column.format && !columnFormats.includes(column.format)) {
    const text = `must be one of ${columnFormats.join(',')}`
    errors.push(invalid(`${path}.format`, column.format, text))
  }
  if (!column.jsonPath) errors.push(required(`${path}.JSONPath`))
  else errors.push(...pathErrors(column.jsonPath, `${path}.JSONPath`))
  return errors
}

export function columnsErrors(columns: readonly Dict[] | undefined, path: string): FieldError[] {
  return (columns ?? []).flatMap((column, index) =>
    columnErrors(column, `${path}.additionalPrinterColumns[${index}]`),
  )
}

function underErrors(path: string, at: string, roots: readonly string[], words: string) {
  const errors = pathErrors(path, at)
  if (errors.length > 0 || roots.some((root) => path.startsWith(`.${root}.`))) return errors
  return [invalid(at, path, `should be a json path under ${words}`)]
}

export function subresourcesErrors(subresources: Dict | undefined, path: string): FieldError[] {
  const scale: Dict | undefined = subresources?.scale
  if (scale === undefined) return []
  const errors: FieldError[] = []
  const head = `${path}.subresources.scale`
  for (const [name, root] of [
    ['specReplicasPath', 'spec'],
    ['statusReplicasPath', 'status'],
  ] as const) {
    const at = `${head}.${name}`
    if (!scale[name]) errors.push(required(at))
    else errors.push(...underErrors(scale[name], at, [root], `.${root}`))
  }
  if (scale.labelSelectorPath) {
    const at = `${head}.labelSelectorPath`
    const words = 'either .spec or .status'
    errors.push(...underErrors(scale.labelSelectorPath, at, ['spec', 'status'], words))
  }
  return errors
}

export function selectableErrors(
  fields: readonly Dict[],
  schema: Dict,
  path: string,
  tooManyAllowed: boolean,
): FieldError[] {
  const problem = structuralProblem(schema)
  const errors: FieldError[] =
    problem === undefined ? [] : [invalid(`${path}.schema.openAPIV3Schema`, '', problem)]
  const seen = new Set<string>()
  const head = `${path}.selectableFields`
  fields.forEach(({ jsonPath }, index) => {
    const at = `${head}[${index}].jsonPath`
    if (!jsonPath) {
      errors.push(required(at))
      return
    }
    const found = validFieldPath(jsonPath, problem === undefined ? schema : {}, false)
    if ('error' in found) {
      errors.push(invalid(at, jsonPath, `is an invalid path: ${found.error}`))
      return
    }
    if (/^metadata(?:$|[.[])/.test(found.path)) {
      errors.push(invalid(at, jsonPath, 'must not point to fields in metadata'))
    }
    if (!['string', 'boolean', 'integer'].includes(found.schema.type)) {
      const text =
        'must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed.'
      errors.push(invalid(at, jsonPath, text))
    }
    if (seen.has(found.path)) errors.push(duplicate(at, jsonPath))
    seen.add(found.path)
  })
  if (seen.size > selectableMax && !tooManyAllowed) {
    errors.push(tooMany(head, seen.size, selectableMax))
  }
  return errors
}

export function namesErrors(names: Dict | undefined, path: string): FieldError[] {
  const errors: FieldError[] = []
  const label = (name: string, value: string | undefined): void => {
    const texts = value ? dns1035Label(value) : []
    if (texts.length > 0) errors.push(invalid(`${path}.${name}`, value, texts.join(',')))
  }
  const kind = (name: string, value: string | undefined): void => {
    const texts = value ? dns1035Label(value.toLowerCase()) : []
    if (texts.length === 0) return
    const text = `may have mixed case, but should otherwise match: ${texts.join(',')}`
    errors.push(invalid(`${path}.${name}`, value, text))
  }
  label('plural', names?.plural)
  label('singular', names?.singular)
  kind('kind', names?.kind)
  kind('listKind', names?.listKind)
  const each = (name: string): void => {
    ;(names?.[name] ?? []).forEach((value: string, index: number) => {
      const texts = dns1035Label(value)
      if (texts.length > 0)
        errors.push(invalid(`${path}.${name}[${index}]`, value, texts.join(',')))
    })
  }
  each('shortNames')
  if (names?.kind && names.kind === names.listKind) {
    const text = 'kind and listKind may not be the same'
    errors.push(invalid(`${path}.listKind`, names.listKind, text))
  }
  each('categories')
  return errors
}
