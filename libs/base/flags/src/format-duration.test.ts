import { describe, expect, it } from 'vitest'
import { formatDuration } from './format-duration.ts'
import { parseDuration } from './parse-duration.ts'

describe('a duration', () => {
  it.each([
    ['0', '0s'],
    ['60s', '1m0s'],
    ['1h', '1h0m0s'],
    ['90m', '1h30m0s'],
    ['1.5s', '1.5s'],
    ['250ms', '250ms'],
    ['10us', '10µs'],
    ['3ns', '3ns'],
    ['-1m', '-1m0s'],
    ['25h1ms', '25h0m0.001s'],
  ])('%s is printed %s', (given, printed) => {
    expect(formatDuration(parseDuration(given) as number)).toBe(printed)
    expect(parseDuration(printed)).toBe(parseDuration(given))
  })
})
