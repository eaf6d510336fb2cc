// in: where a request's body comes from → out: its whole body, or 413. Never: more bytes than allowed in memory.
import { badRequest, requestEntityTooLarge } from '@binnacle/meta'
import type { BodySource } from './body-source.ts'

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
  source: BodySource,
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
      source.unlisten()
    }
    const take = (chunk: Uint8Array) => {
      size += chunk.byteLength
      if (size > limits.bytesMax) {
        done()
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
    source.listen({ take, end, gone })
  })
}
