import { expect, test } from 'vitest'
import { parseAnswer } from './parse-answer.ts'

test('keeps integers that are beyond 2^53', () => {
  const answer = parseAnswer('{"response":{"n":9007199254740993,"f":1.5}}')
  expect(answer.response).toEqual({ n: 9007199254740993n, f: 1.5 })
})
