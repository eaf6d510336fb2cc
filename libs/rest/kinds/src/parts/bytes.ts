// in: a text → out: its length in bytes, as limits count it.

export function byteLength(text: string): number {
  return Buffer.byteLength(text)
}
