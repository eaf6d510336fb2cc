import { expect, test } from 'vitest'
import { countIndexes, firstCommonIndex, indexesFault } from './index-intervals.ts'

test('counts the indexes of intervals', () => {
  expect(countIndexes('0,2-4,7', 10)).toBe(5)
})

test('refuses indexes out of order or beyond the last', () => {
  expect(indexesFault('3,1', 10)).toBeTypeOf('string')
  expect(indexesFault('1,10', 10)).toBeTypeOf('string')
  expect(indexesFault('1-2-3', 10)).toBeTypeOf('string')
  expect(indexesFault('0-9', 10)).toBeUndefined()
})

test('finds an index that is in both', () => {
  expect(firstCommonIndex('0-3,8', '4,5-8', 10)).toBe(8)
  expect(firstCommonIndex('0-3', '4-5', 10)).toBeUndefined()
})
