import { expect, test } from 'vitest'
import { mergePatch } from './merge-patch.ts'

const merged = (document: unknown, patch: unknown) => mergePatch(document, patch).document

test('null removes, objects merge, everything else replaces', () => {
  const document = { a: { b: 1, c: 2 }, d: [1], e: 'f' }
  expect(
    merged(document, { a: { b: null, x: { y: null, z: 1 } }, d: [null, { g: null }] }),
  ).toEqual({
    a: { c: 2, x: { z: 1 } },
    d: [null, {}],
    e: 'f',
  })
  expect(document).toEqual({ a: { b: 1, c: 2 }, d: [1], e: 'f' })
})

test('integers keep every digit', () => {
  expect(merged({ n: 1 }, { n: 9223372036854775807n })).toEqual({ n: 9223372036854775807n })
})

test('a patch that is no object is refused', () => {
  expect(() => merged({}, null)).toThrow('Invalid JSON Patch')
  expect(() => merged({}, [])).toThrow(
    'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}',
  )
})

test('names of prototypes are names like others', () => {
  const result = merged(JSON.parse('{"data":{}}'), JSON.parse('{"data":{"__proto__":"x"}}'))
  expect(JSON.stringify(result)).toBe('{"data":{"__proto__":"x"}}')
})
