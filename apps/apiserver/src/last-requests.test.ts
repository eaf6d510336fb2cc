import type { Received, Reply } from '@binnacle/exchange'
import { expect, it } from 'vitest'
import { lastRequests } from './last-requests.ts'

const served: Reply = { status: 200, headers: [], body: '' }
const ask = (url: string) => ({ url }) as Received

it('sends new requests elsewhere until the old ones are answered', async () => {
  let running = 1
  const last = lastRequests(
    async () => served,
    () => running,
  )
  expect(await last.serve(ask('/api'))).toBe(served)
  let over = false
  const turned = last.turnAway(10_000).then(() => {
    over = true
  })
  const reply = await last.serve(ask('/api'))
  expect(reply).toMatchObject({ status: 429 })
  expect('headers' in reply && reply.headers).toContainEqual(['Retry-After', '5'])
  expect(await last.serve(ask('/readyz?verbose'))).toBe(served)
  expect(over).toBe(false)
  running = 0
  await turned
})

it('does not wait for ever', async () => {
  const last = lastRequests(
    async () => served,
    () => 1,
  )
  await last.turnAway(1)
})
