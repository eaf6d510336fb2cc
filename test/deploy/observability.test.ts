// Rules and dashboards are well-formed; that their measures exist is seen in topology.test.ts.
import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { deployFolder, run, toolOrSkip } from './tools.ts'

const folder = `${deployFolder}/observability`
const promtool = toolOrSkip('promtool', 'Prometheus rules under promtool')

describe('rules', () => {
  const { groups } = parse(readFileSync(`${folder}/rules.yaml`, 'utf8'))
  // biome-ignore lint/suspicious/noExplicitAny: rules as written
  const rules: any[] = groups.flatMap((group: any) => group.rules)

  it('say in every alert how bad it is, and what it means', () => {
    const alerts = rules.filter(({ alert }) => alert !== undefined)
    expect(alerts.length).toBeGreaterThan(8)
    for (const { alert, labels, annotations } of alerts) {
      expect(['warning', 'critical'], alert).toContain(labels.severity)
      expect(annotations.summary, alert).toMatch(/\.$/)
      expect(annotations.description, alert).toMatch(/\.$/)
    }
  })

  it.skipIf(promtool === undefined)('are taken by promtool, and fire when they should', () => {
    expect(run(promtool as string, ['check', 'rules', `${folder}/rules.yaml`])).toMatchObject({
      code: 0,
    })
    const tested = run(promtool as string, ['test', 'rules', `${folder}/rules.test.yaml`])
    expect(tested, tested.out + tested.err).toMatchObject({ code: 0 })
  })

  it.skipIf(promtool === undefined)('stand in a configuration that promtool takes', () => {
    const args = ['check', 'config', '--syntax-only', `${folder}/prometheus.yaml`]
    const checked = run(promtool as string, args)
    expect(checked, checked.out + checked.err).toMatchObject({ code: 0 })
  })
})

describe('dashboards', () => {
  const files = readdirSync(`${folder}/dashboards`)

  it.each(files)('%s has panels that ask something', (file) => {
    const dashboard = JSON.parse(readFileSync(`${folder}/dashboards/${file}`, 'utf8'))
    expect(dashboard.uid).toMatch(/^binnacle-/)
    for (const { title, targets, gridPos } of dashboard.panels) {
      expect(targets.length, title).toBeGreaterThan(0)
      expect(gridPos.x + gridPos.w, title).toBeLessThanOrEqual(24)
    }
  })
})
