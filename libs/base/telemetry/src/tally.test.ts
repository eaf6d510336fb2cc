import { expect, test } from 'vitest'
import { counterTally, histogramTally } from './tally.ts'

test('counts by labels, and says nothing of what never happened', () => {
  const tally = counterTally({ name: 'calls', help: 'Calls.', labels: ['name', 'code'] })
  expect(tally.render()).toBe('')
  tally.cell('a"b', '200').add(1)
  tally.cell('a"b', '200').add(2)
  expect(tally.render()).toBe(
    '# HELP calls Calls.\n# TYPE calls counter\ncalls{name="a\\"b",code="200"} 3\n',
  )
})

test('puts a value in its bucket and in all above it', () => {
  const tally = histogramTally({ name: 's', help: 'S.', labels: ['k'] }, [0.1, 1])
  for (const value of [0.05, 0.5, 5]) tally.cell('x').add(value)
  expect(tally.render().split('\n').slice(2)).toEqual([
    's_bucket{k="x",le="0.1"} 1',
    's_bucket{k="x",le="1"} 2',
    's_bucket{k="x",le="+Inf"} 3',
    's_sum{k="x"} 5.55',
    's_count{k="x"} 3',
    '',
  ])
})
