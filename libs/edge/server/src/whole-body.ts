// in: a body that is there whole → out: its length, and its bytes where they are wanted. Never: a stream.

export type WholeBody = Uint8Array | string | readonly Uint8Array[]

/** Copying little is cheaper than writing twice. */
export const copyBytesMax = 32 * 1024

/** In bytes. */
export function bodyLength(body: WholeBody): number {
  if (typeof body === 'string') return Buffer.byteLength(body)
  if (body instanceof Uint8Array) return body.byteLength
  let length = 0
  for (const piece of body) length += piece.byteLength
  return length
}

/** Answers that have no body by their status say no length. */
export function announcedLength(status: number, bytes: number): number | undefined {
  return status === 204 || status === 304 ? undefined : bytes
}

/** Copies it into `target`, from `at` on. */
export function putBody(body: WholeBody, target: Buffer, at: number): void {
  if (typeof body === 'string') target.write(body, at)
  else if (body instanceof Uint8Array) target.set(body, at)
  else {
    let to = at
    for (const piece of body) {
      target.set(piece, to)
      to += piece.byteLength
    }
  }
}

export function piecesOf(body: WholeBody): readonly Uint8Array[] {
  if (typeof body === 'string') return [Buffer.from(body)]
  return body instanceof Uint8Array ? [body] : body
}

export function joined(body: WholeBody): WholeBody {
  if (typeof body === 'string' || body instanceof Uint8Array) return body
  const length = bodyLength(body)
  return length > copyBytesMax ? body : Buffer.concat(body, length)
}
