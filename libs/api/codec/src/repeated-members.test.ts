import { expect, test } from 'vitest'
import { repeatedMembers } from './repeated-members.ts'

// biome-ignore lint/suspicious/noExplicitAny: any JSON
function membersAt(text: string, find: (value: any) => object) {
  const value = JSON.parse(text)
  return repeatedMembers(text, value).get(find(value))?.()
}

test('tells all members of objects that have a key twice, hidden ones too', () => {
  const text = '[{"a": {"z":1}, "b":{"z":1,"z" : [2]} , "a":{"y":"}"}}]'
  expect(membersAt(text, (value) => value[0])).toEqual([
    ['a', { z: 1 }],
    ['b', { z: [2] }],
    ['a', { y: '}' }],
  ])
  const inner = [
    ['z', 1],
    ['z', [2]],
  ]
  expect(membersAt(text, (value) => value[0].b)).toEqual(inner)
  expect(membersAt('{"a":{"z":1,"z":2},"a":{"z":3}}', (value) => value.a)).toBeUndefined()
})
