import { expect, test } from 'vitest'
import { humanDuration, since } from './human-duration.ts'

const second = 1000
const minute = 60 * second
const hour = 60 * minute
const day = 24 * hour

test.each([
  [-5 * second, '<invalid>'],
  [-second / 2, '0s'],
  [119 * second, '119s'],
  [2 * minute, '2m'],
  [3 * minute + 20 * second, '3m20s'],
  [179 * minute, '179m'],
  [4 * hour + 5 * minute, '4h5m'],
  [47 * hour, '47h'],
  [7 * day + 6 * hour, '7d6h'],
  [700 * day, '700d'],
  [740 * day, '2y10d'],
  [9 * 365 * day, '9y'],
])('shows %i ms as %s', (ms, text) => {
  expect(humanDuration(ms)).toBe(text)
})

test('shows an age that is not known', () => {
  expect(since(null, new Date())).toBe('<unknown>')
})
