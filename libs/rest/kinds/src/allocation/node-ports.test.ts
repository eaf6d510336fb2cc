import { createMemoryStore } from '@binnacle/objects'
import { expect, test } from 'vitest'
import { NodePorts, type PortGrant } from './node-ports.ts'

const span = { from: 30000, to: 32767 }
const portsOf = (grant: PortGrant): number[] => ('ports' in grant ? grant.ports : [])

test('gives 2,000 wishes through two replicas no port twice', async () => {
  const store = createMemoryStore()
  const replicas = [new NodePorts(store, span), new NodePorts(store, span)]
  const wishes = Array.from({ length: 2000 }, async (_, index) => {
    await new Promise((resolve) => setTimeout(resolve, index % 20))
    return replicas[index % 2]?.take([{ port: 0 }]) as Promise<PortGrant>
  })
  const ports = (await Promise.all(wishes)).flatMap(portsOf)
  expect(ports).toHaveLength(2000)
  expect(new Set(ports).size).toBe(2000)
  expect(await replicas[0]?.taken()).toHaveLength(2000)
})

test('grants all wishes of a Service or none', async () => {
  const ports = new NodePorts(createMemoryStore(), span)
  await ports.take([{ port: 30100 }])
  const refused = await ports.take([{ port: 0 }, { port: 30100 }])
  expect(refused).toEqual({ fault: { index: 1, reason: 'taken' } })
  expect(await ports.take([{ port: 29999 }])).toEqual({ fault: { index: 0, reason: 'range' } })
  expect(await ports.taken()).toEqual([30100])
  await ports.give([30100])
  expect(await ports.take([{ port: 30100 }])).toEqual({ ports: [30100] })
})

test('says when all ports are taken', async () => {
  const ports = new NodePorts(createMemoryStore(), { from: 30000, to: 30002 })
  const grants = await Promise.all([0, 0, 0, 0].map((port) => ports.take([{ port }])))
  expect(grants.flatMap(portsOf).sort()).toEqual([30000, 30001, 30002])
  expect(grants[3]).toEqual({ fault: { index: 0, reason: 'full' } })
})
