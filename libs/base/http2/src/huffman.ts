// in: bytes in HPACK's Huffman code → out: the text they stand for. Never: encoding.

import { errorCodes, ProtocolError } from './frames.ts'

/** Bits of the code of each byte, then of the end mark; it is canonical (RFC 7541, appendix B). */
const bits = [
  13, 23, 28, 28, 28, 28, 28, 28, 28, 24, 30, 28, 28, 30, 28, 28, 28, 28, 28, 28, 28, 28, 30, 28,
  28, 28, 28, 28, 28, 28, 28, 28, 6, 10, 10, 12, 13, 6, 8, 11, 10, 10, 8, 11, 8, 6, 6, 6, 5, 5, 5,
  6, 6, 6, 6, 6, 6, 6, 7, 8, 15, 6, 12, 10, 13, 6, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7,
  7, 7, 7, 7, 7, 7, 8, 7, 8, 13, 19, 13, 14, 6, 15, 5, 6, 5, 6, 5, 6, 6, 6, 5, 7, 7, 6, 6, 6, 5, 6,
  7, 6, 5, 5, 6, 7, 7, 7, 7, 7, 15, 11, 14, 13, 28, 20, 22, 20, 20, 22, 22, 22, 23, 22, 23, 23, 23,
  23, 23, 24, 23, 24, 24, 22, 23, 24, 23, 23, 23, 23, 21, 22, 23, 22, 23, 23, 24, 22, 21, 20, 22,
  22, 23, 23, 21, 23, 22, 22, 24, 21, 22, 23, 23, 21, 21, 22, 21, 23, 22, 23, 23, 20, 22, 22, 22,
  23, 22, 22, 23, 26, 26, 20, 19, 22, 23, 22, 25, 26, 26, 26, 27, 27, 26, 24, 25, 19, 21, 26, 27,
  27, 26, 27, 24, 21, 21, 26, 26, 28, 27, 27, 27, 20, 24, 20, 21, 22, 21, 21, 23, 22, 22, 25, 25,
  24, 24, 26, 23, 26, 27, 26, 26, 27, 27, 27, 27, 27, 28, 27, 27, 27, 27, 27, 26, 30,
]
const endMark = 256

/** Two places a node: where 0 and where 1 lead; below zero it is a symbol. */
let tree: number[] | undefined

function grow(): number[] {
  const nodes = [0, 0]
  const symbols = bits.map((_, symbol) => symbol)
  symbols.sort((a, b) => (bits[a] as number) - (bits[b] as number) || a - b)
  let code = -1
  let length = 0
  for (const symbol of symbols) {
    const own = bits[symbol] as number
    code = (code + 1) * 2 ** (own - length)
    length = own
    let node = 0
    for (let bit = own - 1; bit > 0; bit--) {
      const way = node + ((code >>> bit) & 1)
      if (nodes[way] === 0) {
        nodes[way] = nodes.length
        nodes.push(0, 0)
      }
      node = nodes[way] as number
    }
    nodes[node + (code & 1)] = -1 - symbol
  }
  return nodes
}

/** As latin1: each byte one character. Throws when it is no such code. */
export function decodeHuffman(bytes: Uint8Array): string {
  tree ??= grow()
  let text = ''
  let node = 0
  let padding = 0
  for (const byte of bytes) {
    for (let bit = 7; bit >= 0; bit--) {
      const one = (byte >>> bit) & 1
      const next = tree[node + one] as number
      padding = one === 1 ? padding + 1 : 8
      if (next >= 0) {
        node = next
        continue
      }
      if (next === -1 - endMark) throw broken('a header holds the end mark')
      text += String.fromCharCode(-1 - next)
      node = 0
      padding = 0
    }
  }
  if (node !== 0 && padding > 7) throw broken('a header is cut short')
  return text
}

function broken(message: string): ProtocolError {
  return new ProtocolError(message, errorCodes.compression)
}
