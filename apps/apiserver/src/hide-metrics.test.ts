import { expect, it } from 'vitest'
import { hideMetrics } from './hide-metrics.ts'

const text = `# HELP a_total one
# TYPE a_total counter
a_total{x="1"} 1
# HELP b_seconds two
# TYPE b_seconds histogram
b_seconds_bucket{le="1"} 1
b_seconds_sum 1
b_seconds_count 1
`

it('leaves out the named metrics with all their parts', async () => {
  const render = async () => text
  expect(hideMetrics(render, [])).toBe(render)
  const without = await hideMetrics(render, ['b_seconds'])()
  expect(without).toContain('a_total{x="1"} 1')
  expect(without).not.toContain('b_seconds')
  expect(await hideMetrics(render, ['a_total', 'b_seconds'])()).toBe('')
})
