import { expect, test } from 'vitest'
import { strictErrors } from './strict-errors.ts'

const members = ['op', 'path', 'value']

test('names what is unknown and what comes twice in the order of the text', () => {
  const text =
    '[{"op":"add","foo":1,"value":{"x":1}},{"path":"/a","path":"/b"},{"bar":{},"op":"x"}]'
  expect(strictErrors(text, { members })).toEqual([
    'unknown field "[0].foo"',
    'duplicate field "[1].path"',
    'unknown field "[2].bar"',
  ])
})

test('counts what comes twice in a free value, but not in an unknown one', () => {
  const text = '[{"value":{"a":{"b":1,"b":2}},"foo":{"c":1,"c":2}}]'
  expect(strictErrors(text, { members })).toEqual([
    'duplicate field "[0].value.a.b"',
    'unknown field "[0].foo"',
  ])
})

test('goes as deep as is told of, and no deeper', () => {
  const deep = (levels: number) => `${'{"a":'.repeat(levels)}{"z":1,"z":2}${'}'.repeat(levels)}`
  expect(strictErrors(`{"b":${deep(9000)},"c":1,"c":2}`, undefined)).toEqual([
    'duplicate field "c"',
  ])
})
