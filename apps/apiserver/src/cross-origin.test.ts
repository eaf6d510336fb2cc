import type { Received, Reply } from '@binnacle/exchange'
import { expect, it } from 'vitest'
import { crossOrigin } from './cross-origin.ts'

const served: Reply = { status: 200, headers: [['A', 'b']], body: 'page' }
const serve = crossOrigin(async () => served, [/^https:\/\/example\.com$/])

function from(origin: string | undefined, method = 'GET'): Received {
  return { method, headers: { get: () => origin } } as unknown as Received
}

it('lets pages of allowed origins ask', async () => {
  const reply = await serve(from('https://example.com'))
  expect(reply).toMatchObject({ status: 200, body: 'page' })
  expect(Object.fromEntries('headers' in reply ? reply.headers : [])).toMatchObject({
    'Access-Control-Allow-Origin': 'https://example.com',
    'Access-Control-Allow-Credentials': 'true',
    'Access-Control-Expose-Headers': 'Date',
    A: 'b',
  })
})

it('answers the question that a browser asks before', async () => {
  expect(await serve(from('https://example.com', 'OPTIONS'))).toMatchObject({ status: 204 })
})

it('knows nothing of other origins', async () => {
  expect(await serve(from('https://example.com.evil.test', 'OPTIONS'))).toBe(served)
  expect(await serve(from(undefined))).toBe(served)
})
