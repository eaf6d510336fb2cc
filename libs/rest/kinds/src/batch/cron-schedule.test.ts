import { expect, test } from 'vitest'
import { cronFault } from './cron-schedule.ts'

test.each(['* * * * *', '*/5 0-6 1,15 jan-mar MON', '@hourly', '@every 1h30m', '0 0 ? * 0'])(
  'takes %s',
  (schedule) => {
    expect(cronFault(schedule)).toBeUndefined()
  },
)

test.each(['', '* * * *', '60 * * * *', '* 24 * * *', '* * 0 * *', '5-1 * * * *', '@never'])(
  'refuses %j',
  (schedule) => {
    expect(cronFault(schedule)).toBeTypeOf('string')
  },
)
