import type { BodySink, Received, Reply } from '@binnacle/exchange'
import { beforeEach, describe, expect, it } from 'vitest'
import { keepSeat } from './keep-seat.ts'

const request = (method: string) => ({ method }) as Received
const sink = {} as BodySink

describe('keepSeat', () => {
  let left = 0
  const seat = { leave: () => left++ }
  beforeEach(() => {
    left = 0
  })

  const streamed = (more: Partial<Extract<Reply, { stream: unknown }>>) =>
    ({ status: 200, headers: [], stream: () => {}, ...more }) as Extract<Reply, { stream: unknown }>

  it('gives it back at once where no work is left', () => {
    keepSeat(seat, request('GET'), { status: 200, headers: [], body: 'a' })
    keepSeat(seat, request('HEAD'), streamed({}))
    keepSeat(seat, request('GET'), streamed({ endless: true }))
    expect(left).toBe(3)
  })

  it('holds it while a list is written, however that ends', async () => {
    const written = Promise.withResolvers<void>()
    const reply = keepSeat(seat, request('GET'), streamed({ stream: () => written.promise }))
    if (!('stream' in reply)) throw new Error('no stream')
    const end = reply.stream(sink)
    await Promise.resolve()
    expect(left).toBe(0)
    written.reject(new Error('the client is gone'))
    await expect(end).rejects.toThrow('gone')
    expect(left).toBeGreaterThan(0)
  })

  it('holds it until what a watch begins with is sent', async () => {
    const initial = Promise.withResolvers<void>()
    const stream = () => new Promise<void>(() => {})
    const watch = streamed({ stream, endless: true, initial: initial.promise })
    const reply = keepSeat(seat, request('GET'), watch)
    if ('stream' in reply) void reply.stream(sink)
    await Promise.resolve()
    expect(left).toBe(0)
    initial.resolve()
    await initial.promise
    expect(left).toBe(1)
  })
})
