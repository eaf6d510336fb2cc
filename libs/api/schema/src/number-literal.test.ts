import { expect, test } from 'vitest'
import {
  countFloats,
  floatPaths,
  isWrittenAsFloat,
  NumberLiteral,
  noteFloats,
  plainNumbers,
} from './number-literal.ts'

const parsed = () => ({
  spec: { sizes: [new NumberLiteral('1.0'), 2, new NumberLiteral('0.5')], 'a/b': { n: 1 } },
  top: new NumberLiteral('1e3'),
})

test('a text of a value and its float paths say what the value says', () => {
  const before = countFloats()
  const value = plainNumbers(parsed()) as ReturnType<typeof parsed>
  expect(countFloats()).toBe(before + 2)
  const paths = floatPaths(value)
  expect(paths.map((path) => path.join('.')).sort()).toEqual(['spec.sizes.0', 'top'])
  const again = noteFloats(JSON.parse(JSON.stringify(value)) as typeof value, paths)
  expect(again).toEqual(value)
  expect(isWrittenAsFloat(again, 'top')).toBe(true)
  expect(isWrittenAsFloat(again.spec.sizes, 0)).toBe(true)
  expect(isWrittenAsFloat(again.spec.sizes, 1)).toBe(false)
  expect(floatPaths(again).length).toBe(2)
})
