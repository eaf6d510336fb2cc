// in: a schema and a flow → out: the few queues that the flow may wait in. Never: the same queue twice.
import { createHash } from 'node:crypto'

/** Replicas must deal alike, so the hash is upstream's: the first 8 bytes of a SHA-256. */
export function dealHand(schema: string, flow: string, deck: number, size: number): number[] {
  const digest = createHash('sha256').update(`${schema}\0${flow}`).digest()
  let entropy = digest.readBigUInt64LE(0)
  const hand: number[] = []
  const inOrder: number[] = []
  for (let dealt = 0; dealt < Math.min(size, deck); dealt++) {
    const left = BigInt(deck - dealt)
    let card = Number(entropy % left)
    entropy /= left
    // The card is the nth of those that are left: step over the ones that are not.
    for (const taken of inOrder) if (card >= taken) card++
    hand.push(card)
    inOrder.push(card)
    inOrder.sort((a, b) => a - b)
  }
  return hand
}
