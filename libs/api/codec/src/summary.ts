// in: the bytes of a body → out: how an error shows their beginning.

const shownMax = 30

export function summary(bytes: Uint8Array): string {
  if (bytes.length === 0) return '<empty>'
  const head = Buffer.from(bytes.subarray(0, shownMax))
  const more = bytes.length > shownMax ? ' ...' : ''
  return bytes[0] === 123 ? `${head.toString()}${more}` : `${head.toString('hex')}${more}`
}
