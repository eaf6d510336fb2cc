// Replicas are one cluster: what one writes all show at once, and one may die at any moment.
import { Agent } from 'node:https'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Answer, call } from '../harness/call.ts'
import { startCluster, type TestCluster } from '../harness/cluster.ts'
import { replicaPid } from '../harness/replica-pid.ts'
import { watch } from '../harness/watching.ts'

const configMaps = '/api/v1/namespaces/default/configmaps'

describe('two replicas', () => {
  let cluster: TestCluster
  let first: string
  let second: string

  beforeAll(async () => {
    cluster = await startCluster({ replicas: 2 })
    ;[first, second] = cluster.replicas as [string, string]
  })

  afterAll(() => cluster?.remove())

  const create = (name: string, at: string, agent?: Agent) =>
    call(cluster, { method: 'POST', path: configMaps, body: { metadata: { name } }, at, agent })

  it('show a write of one by get, list and an open watch of the other', async () => {
    const watching = await watch(cluster, `${configMaps}?watch=1`, second)
    for (let i = 0; i < 20; i++) {
      const name = `seen-${i}`
      const made = await create(name, first)
      expect(made.status).toBe(201)
      const got = await call(cluster, { path: `${configMaps}/${name}`, at: second })
      expect(got.json.metadata.resourceVersion).toBe(made.json.metadata.resourceVersion)
      const listed = await call(cluster, { path: configMaps, at: second })
      expect(namesOf(listed)).toContain(name)
      const event = await watching.next(({ object }) => object.metadata?.name === name, 1_000)
      expect(event.type).toBe('ADDED')
    }
    watching.close()
  })

  it('lose no acknowledged object when one is killed outright in the middle of 2,000 creates', async () => {
    const clients = 8
    const each = 250
    const acknowledged: string[] = []
    let longestGapMs = 0
    let lastAt = performance.now()
    const client = async (number: number) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 })
      for (let i = 0; i < each; i++) {
        const name = `kill-${number}-${i}`
        const answer = await untilAnswered(() => create(name, cluster.server, agent))
        // 409: the write was done, only its answer was lost.
        if (answer.status !== 201 && answer.status !== 409) throw new Error(answer.text)
        acknowledged.push(name)
        const now = performance.now()
        longestGapMs = Math.max(longestGapMs, now - lastAt)
        lastAt = now
      }
      agent.destroy()
    }
    let backInMs = 0
    const killer = async () => {
      while (acknowledged.length < 600) await sleep(5)
      const pid = replicaPid(cluster.port + 1) as number
      process.kill(pid, 'SIGKILL')
      const killedAt = performance.now()
      for (;;) {
        const answer = await call(cluster, { path: '/readyz', at: first }).catch(() => undefined)
        if (answer?.status === 200) break
        await sleep(25)
      }
      backInMs = performance.now() - killedAt
    }
    await Promise.all([killer(), ...Array.from({ length: clients }, (_, number) => client(number))])
    const present = new Set(namesOf(await call(cluster, { path: configMaps })))
    expect(acknowledged).toHaveLength(clients * each)
    expect(acknowledged.filter((name) => !present.has(name))).toEqual([])
    expect(longestGapMs, 'longest time without any answer').toBeLessThan(1_000)
    expect(backInMs, 'time until the replica was back').toBeLessThan(3_000)
  })

  it('is ready again, and shows what was written meanwhile', async () => {
    const names = namesOf(await call(cluster, { path: configMaps, at: first }))
    expect(names).toEqual(namesOf(await call(cluster, { path: configMaps, at: second })))
  })
})

function namesOf(list: Answer): string[] {
  return list.json.items.map(({ metadata }: { metadata: { name: string } }) => metadata.name)
}

/** Again on connection errors, and only on those. */
async function untilAnswered(send: () => Promise<Answer>): Promise<Answer> {
  for (;;) {
    try {
      return await send()
    } catch {
      await sleep(10)
    }
  }
}
