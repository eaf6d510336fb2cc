import { PassThrough } from 'node:stream'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { readableSource } from './body-source.ts'
import { readBody } from './read-body.ts'

const limits = { bytesMax: 100_000, timeoutMs: 60_000, bytesPerSecondMin: 1_000 }

describe('readBody', () => {
  beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }))
  afterEach(() => void vi.useRealTimers())

  async function send(bytesPerSecond: number, seconds: number): Promise<number | Error> {
    const source = new PassThrough()
    const body = readBody(readableSource(source), undefined, limits).then(
      ({ byteLength }) => byteLength,
      (error: Error) => error,
    )
    for (let second = 0; second < seconds; second++) {
      source.write(Buffer.alloc(bytesPerSecond))
      await vi.advanceTimersByTimeAsync(1_000)
    }
    source.end()
    await new Promise((resolve) => source.once('close', resolve).resume())
    return body
  }

  it('waits for what is slow, but comes', async () => {
    expect(await send(1_200, 50)).toBe(60_000)
  })

  it.each([
    ['too slowly', 900, 12],
    ['not at all', 0, 12],
    ['too long', 1_200, 61],
  ])('gives up what comes %s', async (_how, rate, seconds) => {
    expect(await send(rate, seconds)).toMatchObject({ code: 400 })
  })
})
