import { errorText } from '@binnacle/meta'
import { expect, test } from 'vitest'
import { Correlated } from './custom-correlate.ts'
import {
  copyWithFloats,
  defaultCustom,
  NumberLiteral,
  plainNumbers,
  pruneCustom,
  pruneNulls,
  validateCustom,
} from './index.ts'

const schema = {
  type: 'object',
  properties: {
    kind: { type: 'string' },
    spec: {
      type: 'object',
      required: ['size'],
      properties: {
        size: { type: 'integer', minimum: 1 },
        mode: { type: 'string', enum: ['a', 'b'], default: 'a' },
        port: { 'x-kubernetes-int-or-string': true },
        free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
        tags: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
        note: { type: 'string', nullable: true, default: 'n' },
      },
    },
  },
}

function causes(spec: unknown, old?: unknown): string[] {
  const value = { spec } as never
  if (old === undefined) return validateCustom(value, schema).map(errorText)
  const correlated = new Correlated(value, { spec: old } as never, schema)
  return validateCustom(value, schema, { correlated }).map(errorText)
}

test('drops what the schema does not know, and says what', () => {
  const object = { spec: { size: 1, extra: 2, free: { any: { thing: 1 } }, tags: ['x'] }, more: {} }
  expect(pruneCustom(object as never, schema, true)).toEqual(['more', 'spec.extra'])
  expect(object).toEqual({ spec: { size: 1, free: { any: { thing: 1 } }, tags: ['x'] } })
})

test('fills in defaults, also for nulls that may not be', () => {
  const object = { spec: { size: 1, mode: null, note: null } }
  pruneNulls(object as never, schema)
  defaultCustom(object as never, schema)
  expect(object.spec).toEqual({ size: 1, mode: 'a', note: null })
})

test('names every cause in the words of the reference', () => {
  expect(causes({ size: 0, mode: 'c', port: 1.5 })).toEqual([
    'spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1',
    'spec.mode: Unsupported value: "c": supported values: "a", "b"',
    'spec.port: Invalid value: "number": spec.port in body must be of type integer,string: "number"',
  ])
  expect(causes({})).toEqual(['spec.size: Required value'])
  expect(causes({ size: 4, port: 'http' })).toEqual([])
})

test('forgives what was wrong before and did not change', () => {
  expect(causes({ size: 0, mode: 'c' }, { size: 0, mode: 'a' })).toEqual([
    'spec.mode: Unsupported value: "c": supported values: "a", "b"',
  ])
})

test('a whole number that was written as a float is held against a limit as one', () => {
  const limited = {
    type: 'object',
    properties: { max: { type: 'number', maximum: 2.5 }, list: { items: { maximum: 1.5 } } },
  }
  const of = (spec: unknown) => validateCustom(plainNumbers(spec), limited).map(errorText)
  const asFloat = new NumberLiteral('1e3')
  const float = 'max: Invalid value: 1000: max in body should be less than or equal to 2.5'
  expect(of({ max: asFloat })).toEqual([float])
  expect(of({ max: 1000 })).toEqual([float.replace('2.5', '2')])
  expect(of({ list: [asFloat] })[0]).toContain('less than or equal to 1.5')
  const copy = copyWithFloats(plainNumbers({ max: new NumberLiteral('1000.0') }) as object)
  expect(validateCustom(copy, limited).map(errorText)).toEqual([float])
})
