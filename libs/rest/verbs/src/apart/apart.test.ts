import { builtins, type ResourceDef, typeOf } from '@binnacle/catalogue'
import type { ApiError, KubeObject } from '@binnacle/meta'
import { expect, test, vi } from 'vitest'
import { performApart } from './apart.ts'
import { type Job, performJob } from './jobs.ts'
import { plainDef } from './plain-def.ts'
import { plainFacts } from './plain-facts.ts'

// The thread starts with the first job.
vi.setConfig({ testTimeout: 30_000 })

const kind = { group: 'apps', version: 'v1', kind: 'Deployment' }
const type = typeOf(kind)
const def = plainDef(builtins.byKind(kind, kind.kind) as ResourceDef)
const rules = { reset: [['status']], kept: undefined }

function factsBy(manager: string) {
  const written = {
    apiVersion: 'apps/v1',
    type,
    subresource: '',
    manager,
    time: '2026-01-01T00:00:00Z',
  }
  const facts = plainFacts(written, rules, undefined)
  if (facts === undefined) throw new Error('these facts can be sent')
  return facts
}

function deployment(image: string): string {
  const env = Array.from({ length: 50 }, (_, i) => ({ name: `N${i}`, value: '9007199254740993' }))
  const template = { spec: { containers: [{ name: 'app', image, env }] } }
  return JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'a' },
    spec: { minReadySeconds: 3, template },
  })
}

function apply(manager: string, live: KubeObject | undefined, image: string): Job {
  const facts = factsBy(manager)
  const text = live && JSON.stringify(live)
  return {
    what: 'apply',
    facts,
    kind: kind.kind,
    def,
    force: false,
    validation: 'Strict',
    live: text,
    applied: deployment(image),
    floats: [],
    duplicates: [],
  }
}

async function applied(): Promise<KubeObject> {
  const { object = '{}' } = await performApart(apply('one', undefined, 'a:1'))
  return JSON.parse(object) as KubeObject
}

test('another thread comes to the same', async () => {
  const job = apply('one', undefined, 'a:1')
  expect(await performApart(job)).toEqual(performJob(job, []))
  const live = await applied()
  expect(live.metadata.managedFields).toHaveLength(1)
  const again = apply('one', live, 'a:2')
  expect(await performApart(again)).toEqual(performJob(again, []))
  const track: Job = {
    what: 'track',
    facts: factsBy('two'),
    was: JSON.stringify(live),
    now: deployment('a:3'),
  }
  expect(await performApart(track)).toEqual(performJob(track, []))
})

test('a refusal comes back as it was thrown', async () => {
  const live = await applied()
  const refused = await performApart(apply('two', live, 'b:1')).catch((error: ApiError) => error)
  const { status } = refused as ApiError
  expect([status.code, status.reason]).toEqual([409, 'Conflict'])
  expect(status.details?.causes?.[0]?.field).toBe(
    '.spec.template.spec.containers[name="app"].image',
  )
  const broken = performApart({ what: 'read', bytes: Buffer.from('{"a": ') })
  await expect(broken).rejects.toMatchObject({ code: 400 })
})

test('what another thread cannot know is done here', () => {
  const written = { apiVersion: 'apps/v1', type, subresource: '', manager: 'm', time: '' }
  const owners = [{ manager: 'old', operation: 'Update', apiVersion: 'apps/v1beta1' }]
  expect(plainFacts(written, rules, owners as never)).toBeUndefined()
})

test('more jobs than may wait are done nevertheless', async () => {
  const job = apply('one', undefined, 'a:1')
  const all = await Promise.all(Array.from({ length: 100 }, () => performApart(job)))
  expect(new Set(all.map((done) => JSON.stringify(done))).size).toBe(1)
})
