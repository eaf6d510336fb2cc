import { describe, expect, test } from 'vitest'
import {
  difference,
  emptySet,
  type FieldSet,
  inOrder,
  intersection,
  pathsOf,
  readFieldSet,
  recursiveDifference,
  setOfPaths,
  union,
} from './field-set.ts'

const text = (set: FieldSet) => JSON.stringify(inOrder(set))
const a = setOfPaths([['f:a'], ['f:a', 'f:b'], ['f:c', 'f:d']])

describe('field sets', () => {
  test('are FieldsV1, with a dot for members that have children', () => {
    expect(text(a)).toBe('{"f:a":{".":{},"f:b":{}},"f:c":{"f:d":{}}}')
    expect(pathsOf(a)).toEqual([['f:a'], ['f:a', 'f:b'], ['f:c', 'f:d']])
  })

  test('difference leaves what lies below, recursive difference does not', () => {
    const b = setOfPaths([['f:a'], ['f:c']])
    expect(text(difference(a, b))).toBe('{"f:a":{"f:b":{}},"f:c":{"f:d":{}}}')
    expect(text(recursiveDifference(a, b))).toBe('{}')
    expect(text(recursiveDifference(a, setOfPaths([['f:a', 'f:b']])))).toBe(
      '{"f:a":{},"f:c":{"f:d":{}}}',
    )
  })

  test('union and intersection work on members', () => {
    const b = setOfPaths([['f:a', 'f:x'], ['f:c']])
    expect(text(union(a, b))).toBe('{"f:a":{".":{},"f:b":{},"f:x":{}},"f:c":{".":{},"f:d":{}}}')
    expect(intersection(a, b)).toEqual(emptySet)
    expect(difference(union(a, b), b)).toEqual(difference(a, b))
  })

  test('are sorted as the reference sorts: fields, keys, values, numbers as numbers', () => {
    const set = setOfPaths(
      ['v:"b"', 'k:{"p":80}', 'f:z', 'v:10', 'k:{"p":9}', 'v:9', 'f:B'].map((e) => [e]),
    )
    expect(Object.keys(inOrder(set))).toEqual([
      'f:B',
      'f:z',
      'k:{"p":9}',
      'k:{"p":80}',
      'v:9',
      'v:10',
      'v:"b"',
    ])
  })

  test('what somebody sent is read into the one spelling', () => {
    const sent = { 'k:{"b":1, "a":"<"}': {}, 'x:y': {}, 'f:__proto__': { '.': {} } }
    expect(text(readFieldSet(sent) as FieldSet)).toBe(
      '{"f:__proto__":{},"k:{\\"a\\":\\"\\\\u003c\\",\\"b\\":1}":{}}',
    )
    expect(readFieldSet({ 'k:{': {} })).toBeUndefined()
    expect(readFieldSet({ 'f:a': 5 })).toBeUndefined()
    expect(readFieldSet([])).toBeUndefined()
  })
})
