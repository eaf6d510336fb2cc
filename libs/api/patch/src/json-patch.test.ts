import { ApiError } from '@binnacle/meta'
import { describe, expect, test } from 'vitest'
import { jsonPatch } from './json-patch.ts'
import { patchedText } from './patched-text.ts'

const document = () => ({ a: { b: 'c' }, list: [1, 2, 3], labels: { 10: 'x', 2: 'y' } })

function after(...operations: unknown[]): unknown {
  return jsonPatch(document(), operations).document
}

function refusal(...operations: unknown[]): number {
  try {
    after(...operations)
  } catch (error) {
    if (error instanceof ApiError) return error.code
  }
  return 0
}

describe('jsonPatch', () => {
  test('replace adds what is missing, and text before the first slash does not count', () => {
    expect(after({ op: 'replace', path: '/a/d', value: 1 })).toMatchObject({ a: { b: 'c', d: 1 } })
    expect(after({ op: 'add', path: 'x/a/d', value: 1 })).toMatchObject({ a: { b: 'c', d: 1 } })
  })

  test('indexes may be negative', () => {
    expect(after({ op: 'remove', path: '/list/-1' })).toMatchObject({ list: [1, 2] })
    expect(after({ op: 'add', path: '/list/-1', value: 9 })).toMatchObject({ list: [1, 2, 3, 9] })
    expect(refusal({ op: 'remove', path: '/list/3' })).toBe(422)
    expect(refusal({ op: 'add', path: '/list/-5', value: 9 })).toBe(422)
  })

  test('an operation that does not apply refuses the whole patch', () => {
    const add = { op: 'add', path: '/a/d', value: 1 }
    expect(refusal(add, { op: 'remove', path: '/none' })).toBe(422)
    expect(refusal(add, { op: 'test', path: '/a/b', value: 'd' })).toBe(422)
    expect(refusal({ op: 'nope', path: '/a' })).toBe(422)
    expect(refusal({ op: 'add', path: 5 })).toBe(400)
  })

  test('what is copied does not change with its original', () => {
    const copy = { op: 'copy', from: '/a', path: '/e' }
    const change = { op: 'replace', path: '/a/b', value: 'z' }
    expect(after(change, copy, { op: 'replace', path: '/a/b', value: 'y' })).toMatchObject({
      a: { b: 'y' },
      e: { b: 'z' },
    })
  })

  test('K10: copies have a limit together, and so has the number of operations', () => {
    const double = Array.from({ length: 30 }, () => ({ op: 'copy', from: '', path: '/list/-' }))
    expect(refusal(...double)).toBe(422)
    const value = 'x'.repeat(1024 * 1024)
    const copies = [1, 2, 3, 4].map((n) => ({ op: 'copy', from: '/big', path: `/${n}` }))
    expect(refusal({ op: 'add', path: '/big', value }, ...copies)).toBe(422)
    const many = Array.from({ length: 10_001 }, () => ({ op: 'test', path: '/a/b', value: 'c' }))
    expect(refusal(...many)).toBe(413)
  })

  test('names of prototypes are names like others', () => {
    const patched = after({ op: 'add', path: '/a/__proto__', value: { x: 1 } }) as { a: object }
    expect(Object.getOwnPropertyNames(patched.a)).toContain('__proto__')
    expect(refusal({ op: 'remove', path: '/a/constructor' })).toBe(422)
    expect(refusal({ op: 'add', path: '/a/__proto__/y', value: 1 })).toBe(422)
  })

  test('the input stays as it was, and the text is sorted where the patch was', () => {
    const before = document()
    const patched = jsonPatch(before, [{ op: 'add', path: '/labels/1', value: '<' }])
    expect(before).toEqual(document())
    expect(patchedText(patched)).toBe(
      '{"a":{"b":"c"},"labels":{"1":"\\u003c","10":"x","2":"y"},"list":[1,2,3]}',
    )
  })

  test('what the patch says twice stays in the text until an operation goes there', () => {
    const value = { z: 2 }
    const repeated = new WeakMap([
      [
        value,
        (): [string, unknown][] => [
          ['z', 1],
          ['z', 2],
        ],
      ],
    ])
    const add = { op: 'add', path: '/list', value }
    const textOf = (...more: object[]) =>
      patchedText(jsonPatch({}, [add, ...more], true, [], repeated))
    expect(textOf()).toBe('{"list":{"z":1,"z":2}}')
    const copy = { op: 'copy', from: '/list', path: '/b' }
    expect(textOf(copy)).toBe('{"b":{"z":1,"z":2},"list":{"z":1,"z":2}}')
    expect(textOf({ op: 'add', path: '/list/y', value: 1 })).toBe('{"list":{"y":1,"z":2}}')
  })
})
