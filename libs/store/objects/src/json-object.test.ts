import type { KubeObject } from '@binnacle/meta'
import { expect, test } from 'vitest'
import { encodeObject, parseObject } from './json-object.ts'
import { PlainObject } from './plain-object.ts'
import { differsInOrderOnly } from './same-object.ts'

test('integers of any size are exact, wherever they stand', () => {
  const long = 9007199254740993n
  const text =
    '{"a":9007199254740993,"b":[1, 9007199254740993],"c":[9007199254740993],"d":-9007199254740993}'
  expect(parseObject(text)).toEqual({ a: long, b: [1, long], c: [long], d: -long })
  const digits = { a: 'sha:0123456789012345678', b: 'x9007199254740993', c: 0.1234567890123456 }
  expect(parseObject(JSON.stringify(digits))).toEqual(digits)
})

test('only another order of the same members is the same', () => {
  const object = (data: Record<string, string>) =>
    ({ kind: 'A', apiVersion: 'v1', metadata: { name: 'a' }, data }) as unknown as KubeObject
  const stored = new PlainObject(
    { namespace: '', name: 'a' },
    7,
    encodeObject(object({ a: '1', b: '2' })),
  )
  const differs = (data: Record<string, string>) =>
    differsInOrderOnly(stored, object(data), encodeObject(object(data)))
  expect(differs({ b: '2', a: '1' })).toBe(true)
  expect(differs({ a: '1', b: '3' })).toBe(false)
  // The same bytes, but other values.
  expect(differs({ a: '2', b: '1' })).toBe(false)
})
