// in: a part of an object and the name of its type → out: how the reference's internal twin reads in error texts.
import { type Dict, goQuote } from '@binnacle/meta'
import { internalTypes } from './internal-types.ts'

interface Field {
  readonly go: string
  readonly json: string
  /** Each layer of pointer and list is one step: `*[]o`. */
  readonly code: string
  readonly type: string
}

const tables = new Map<string, readonly Field[]>()

/** Parsed on first use: only refusals need it. */
function fieldsOf(type: string): readonly Field[] {
  if (tables.size === 0) {
    for (const [name, rows] of internalTypes) {
      tables.set(
        name,
        rows.split(' ').map((row) => {
          const [go = '', json = '', code = '', of = ''] = row.split(':')
          return { go, json, code, type: of }
        }),
      )
    }
  }
  return tables.get(type) ?? []
}

const zero: Readonly<Record<string, unknown>> = { s: '', n: 0, b: false, q: '0', io: 0 }

function convert(code: string, type: string, value: unknown): unknown {
  const missing = value === undefined || value === null
  if (code.startsWith('*')) return missing ? null : convert(code.slice(1), type, value)
  if (code.startsWith('[]')) {
    if (missing) return null
    return (value as unknown[]).map((item) => convert(code.slice(2), type, item))
  }
  if (code === 'o') return internalValue(type, (value ?? {}) as Dict)
  if (code === 'map') return missing ? null : sortedMap(value as Dict)
  if (missing) return code in zero ? zero[code] : null
  return value
}

function sortedMap(map: Dict): Dict {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)))
}

function shownMetadata(metadata: Dict): Dict {
  const shown: Dict = { ...metadata }
  for (const name of ['labels', 'annotations']) {
    if (shown[name]) shown[name] = sortedMap(shown[name])
  }
  return shown
}

/** All fields, absent ones too, under their Go names, in Go's order. */
export function internalValue(type: string, value: Dict): Dict {
  const shown: Dict = {}
  for (const field of fieldsOf(type)) {
    if (field.code === 'meta') Object.assign(shown, shownMetadata(value.metadata ?? {}))
    else if (field.code !== 'type')
      shown[field.go] = convert(field.code, field.type, value[field.json])
  }
  return shown
}

/** A list of internal structs; null when there is none. */
export function internalList(type: string, list: readonly Dict[] | null | undefined): unknown {
  return list ? list.map((item) => internalValue(type, item)) : null
}

/** `[a b]`, as Go prints a list of texts. */
export function goList(texts: readonly string[]): string {
  return `[${texts.join(' ')}]`
}

export function goQuotedList(texts: readonly string[]): string {
  return `[${texts.map(goQuote).join(' ')}]`
}
