// in: a readable side of a request → out: its whole body, or 413. Never: more bytes than allowed in memory.
import type { Readable } from 'node:stream'
import { badRequest, requestEntityTooLarge } from '@binnacle/meta'

export interface BodyLimits {
  readonly bytesMax: number
  readonly timeoutMs: number
  /** 0: none. */
  readonly bytesPerSecondMin: number
}

/** So long a slow network may keep it from the least rate. */
const lookMs = 10_000

/** `announced` is the Content-Length as sent. */
export function readBody(
  source: Readable,
  announced: string | undefined,
  limits: BodyLimits,
): Promise<Uint8Array> {
  const tooLarge = () => requestEntityTooLarge(`limit is ${limits.bytesMax}`)
  if (announced !== undefined && Number(announced) > limits.bytesMax) {
    return Promise.reject(tooLarge())
  }
  return new Promise((resolve, reject) => {
    const chunks: Uint8Array[] = []
    let size = 0
    const late = () => {
      done()
      reject(badRequest('the request body did not arrive in time'))
    }
    let seen = 0
    let leftMs = limits.timeoutMs
    const look = () => {
      leftMs -= lookMs
      if (leftMs <= 0 || (size - seen) * 1000 < limits.bytesPerSecondMin * lookMs) late()
      else timer = setTimeout(look, Math.min(lookMs, leftMs))
      seen = size
    }
    let timer = setTimeout(look, Math.min(lookMs, leftMs))
    const done = () => {
      clearTimeout(timer)
      source.removeListener('data', take)
      source.removeListener('end', end)
      source.removeListener('close', gone)
      source.removeListener('error', gone)
    }
    const take = (chunk: Uint8Array) => {
      size += chunk.byteLength
      if (size > limits.bytesMax) {
        done()
        source.pause()
        reject(tooLarge())
      } else {
        chunks.push(chunk)
      }
    }
    const end = () => {
      done()
      resolve(chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks, size))
    }
    const gone = () => {
      done()
      reject(badRequest('the request body ended early'))
    }
    source.on('data', take)
    source.on('end', end)
    source.on('close', gone)
    source.on('error', gone)
    if (source.readableEnded) end()
    else if (source.destroyed) gone()
  })
}
