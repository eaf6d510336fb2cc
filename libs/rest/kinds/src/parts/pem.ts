// in: a text with PEM blocks → out: the blocks, as Go's decoder finds them. Never: what is in them.

export interface PemBlock {
  readonly type: string
  readonly headers: boolean
  readonly bytes: Buffer
}

const frame =
  /(?:^|\n)-----BEGIN ([^\n]*?)-----[ \t\r]*\n([\s\S]*?)(?:^|\n)?-----END \1-----[ \t\r]*(?=\n|$)/g

/** Anything between blocks is skipped, and so are blocks that are not base64. */
export function pemBlocks(text: string): PemBlock[] {
  const blocks: PemBlock[] = []
  for (const match of text.matchAll(frame)) {
    const lines = (match[2] as string).split('\n')
    let start = 0
    while (start < lines.length && (lines[start] as string).includes(':')) start++
    const body = lines.slice(start).join('').replace(/[\s]/g, '')
    if (!/^[A-Za-z0-9+/]*={0,2}$/.test(body) || body.length % 4 !== 0) continue
    blocks.push({
      type: match[1] as string,
      headers: start > 0,
      bytes: Buffer.from(body, 'base64'),
    })
  }
  return blocks
}
