// Health pages say what is wrong only to those who may know, and to others that something is.
import type { Allowed } from '@binnacle/exchange'
import { describe, expect, it } from 'vitest'
import { startUp } from './health-checks.ts'
import { healthPages } from './health-pages.ts'

function ask(path: string, query = '', sick = false) {
  const progress = startUp()
  for (const milestone of Object.values(progress)) milestone.reach()
  const withheld: string[] = []
  const pages = healthPages(
    {
      startUp: progress,
      etcd() {
        if (sick) throw new Error('no answer from 10.0.0.7')
      },
      etcdReadiness: () => undefined,
      shutdown: () => undefined,
    },
    (page, failures) => withheld.push(`${page} ${[...failures]}`),
  )
  const request = { query: new URLSearchParams(query) } as Allowed
  const reply = pages.get(path)?.serve(request)
  return { reply, withheld }
}

describe('health pages', () => {
  it('take what has not begun for well in the time that livez grants', async () => {
    const sources = {
      startUp: startUp(),
      etcd: () => undefined,
      etcdReadiness: () => undefined,
      shutdown: () => undefined,
    }
    const request = { query: new URLSearchParams() } as Allowed
    const status = async (path: string, livezGraceMs: number) =>
      (await healthPages({ ...sources, livezGraceMs })
        .get(path)
        ?.serve(request)) ?? {}
    expect(await status('/livez', 60_000)).toMatchObject({ status: 200 })
    expect(await status('/readyz', 60_000)).toMatchObject({ status: 500 })
    expect(await status('/healthz', 60_000)).toMatchObject({ status: 500 })
    expect(await status('/livez', 0)).toMatchObject({ status: 500 })
  })

  it('say ok, or every check when asked', async () => {
    expect(await ask('/readyz').reply).toMatchObject({ status: 200, body: 'ok' })
    const { body } = (await ask('/readyz', 'verbose').reply) as { body: string }
    const lines = body.split('\n')
    expect(lines.slice(0, 5)).toEqual([
      '[+]ping ok',
      '[+]log ok',
      '[+]etcd ok',
      '[+]etcd-readiness ok',
      '[+]informer-sync ok',
    ])
    expect(lines.slice(-3)).toEqual(['[+]shutdown ok', 'readyz check passed', ''])
  })

  it('withhold the reason of a failure', async () => {
    const { reply, withheld } = ask('/livez', '', true)
    const { status, body } = (await reply) as { status: number; body: string }
    expect(status).toBe(500)
    expect(body).toContain('[-]etcd failed: reason withheld\n')
    expect(body).not.toContain('10.0.0.7')
    expect(withheld).toEqual(['livez etcd,no answer from 10.0.0.7'])
  })

  it('leave out what is excluded, and say what cannot be', async () => {
    const { reply } = ask('/livez', 'exclude=etcd&exclude=nope&verbose=1', true)
    const { status, body } = (await reply) as { status: number; body: string }
    expect(status).toBe(200)
    expect(body).toContain('[+]etcd excluded: ok\n')
    expect(body).toContain('warn: some health checks cannot be excluded: no matches for "nope"\n')
  })

  it('give a check its own path, with the reason', async () => {
    expect(await ask('/livez/etcd', '', true).reply).toMatchObject({
      status: 500,
      body: 'internal server error: no answer from 10.0.0.7\n',
    })
    expect(ask('/livez/shutdown').reply).toBeUndefined()
    expect(ask('/livez/').reply).toBeUndefined()
  })

  it('count what they found, by check and page', async () => {
    const progress = startUp()
    let sick = true
    const pages = healthPages({
      startUp: progress,
      etcd() {
        if (sick) throw new Error('no answer')
      },
      etcdReadiness: () => undefined,
      shutdown: () => undefined,
    })
    const request = { query: new URLSearchParams() } as Allowed
    await pages.get('/livez')?.serve(request)
    sick = false
    await pages.get('/livez')?.serve(request)
    const page = pages.get('/metrics/slis') ?? expect.fail('no page')
    const { body } = (await page.serve(request)) as { body: string }
    const lines = body.split('\n').filter((line) => line.includes('"etcd"'))
    expect(lines).toEqual([
      'kubernetes_healthcheck{name="etcd",type="livez"} 1',
      'kubernetes_healthchecks_total{name="etcd",status="error",type="livez"} 1',
      'kubernetes_healthchecks_total{name="etcd",status="success",type="livez"} 1',
    ])
  })

  it('are not ready before everything was started', async () => {
    const pages = healthPages({
      startUp: startUp(),
      etcd: () => undefined,
      etcdReadiness: () => undefined,
      shutdown: () => undefined,
    })
    const reply = await pages.get('/readyz')?.serve({ query: new URLSearchParams() } as Allowed)
    expect(reply).toMatchObject({ status: 500 })
  })
})
