// Numbers of users are checked as Go has them: whole ones as integers of 64 bits, others as floats.
import { errorText } from '@binnacle/meta'
import { expect, test } from 'vitest'
import { validateCustom } from './custom-check.ts'
import type { CustomSchema, Json } from './custom-schema.ts'
import { NumberLiteral, plainNumbers } from './number-literal.ts'

/** `written`: as in the request, where JavaScript would spell it otherwise. */
function errorsOf(value: Json, schema: CustomSchema): string[] {
  const object = plainNumbers({ v: value })
  return validateCustom(object as Json, { type: 'object', properties: { v: schema } }).map(
    errorText,
  )
}

const written = (source: string) => new NumberLiteral(source) as unknown as Json
const integer = 'must be of type integer (default format) in v'

test('limits of integers are integers, those of floats are floats, shown as Go shows each', () => {
  const most = { type: 'number', maximum: 5_000_000_000 }
  const says = (shown: string, limit: string) => [
    `v: Invalid value: ${shown}: v in body should be less than or equal to ${limit}`,
  ]
  expect(errorsOf(6_000_000_000, most)).toEqual(says('6000000000', '5000000000'))
  expect(errorsOf(6_000_000_000.5, most)).toEqual(says('6.0000000005e+09', '5e+09'))
  expect(errorsOf(written('6e9'), most)).toEqual(says('6e+09', '5e+09'))
  expect(errorsOf(0.00002, { type: 'number', maximum: 0.00001 })).toEqual(says('2e-05', '1e-05'))
  expect(errorsOf(3, { type: 'number', maximum: 2.5 })).toEqual(says('3', '2'))
})

test('a limit that is no integer is told, and counts as the float that it is', () => {
  expect(errorsOf(2, { type: 'integer', maximum: 2.5 })).toEqual([
    `<nil>: Invalid value: "": Maximum boundary value ${integer}`,
  ])
  expect(errorsOf(3_000_000_000, { type: 'integer', format: 'int32', maximum: 2 ** 32 })).toEqual([
    '<nil>: Invalid value: "": Checked value must be of type integer with format int32 in v',
    '<nil>: Invalid value: "": Maximum boundary value must be of type integer with format int32 in v',
  ])
})

test('a whole number counts in whole multiples alone', () => {
  const half = { type: 'number', multipleOf: 0.5 }
  expect(errorsOf(3.5, half)).toEqual([])
  expect(errorsOf(3, half)).toEqual([
    'v: Invalid value: 0: factor MultipleOf declared for v must be positive: 0',
  ])
  expect(errorsOf(7, { type: 'integer', multipleOf: 3 })).toEqual([
    'v: Invalid value: 7: v in body should be a multiple of 3',
  ])
})

test('beyond 64 bits there are no integers', () => {
  for (const source of ['9223372036854775808', '-9223372036854775809', '1e19', '1e21']) {
    expect(errorsOf(written(source), { type: 'integer' }), source).toEqual([
      'v: Invalid value: "number": v in body must be of type integer: "number"',
      `<nil>: Invalid value: "": Checked value ${integer}`,
    ])
  }
  expect(errorsOf(9223372036854775807n as unknown as Json, { type: 'integer' })).toEqual([])
  expect(() => errorsOf(written('1e400'), {})).toThrow(
    'json: cannot unmarshal number 1e400 into Go value of type float64',
  )
})

test('values of an enum are also compared as Go converts one number to the other', () => {
  const schema = { 'x-kubernetes-preserve-unknown-fields': true, enum: ['a', 5, 1.5] }
  for (const value of ['a', 5, 1.5, 5.7, 97]) expect(errorsOf(value, schema)).toEqual([])
  expect(errorsOf(1, schema)).toEqual([
    'v: Unsupported value: 1: supported values: "a", "5", "1.5"',
  ])
})

test('a duration is whatever has a number with a unit in it', () => {
  const schema = { type: 'string', format: 'duration' }
  for (const value of ['1h', '1 hour', '2 weeks', '1h x', '550e8400-e29b-41d4-a716']) {
    expect(errorsOf(value, schema), value).toEqual([])
  }
  for (const value of ['', '10', '1y', 'h', 'x']) {
    expect(errorsOf(value, schema), value).toEqual([
      `v: Invalid value: "${value}": v in body must be of type duration: "${value}"`,
    ])
  }
})
