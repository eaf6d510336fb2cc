import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { gzipPart, gzipStream, gzipStreamLength, inflatePart, storedPart } from './gzip-parts.ts'

const texts = ['{"a":[', 'one,'.repeat(5_000), ',', 'two'.repeat(40_000), '', ']}']

test('parts in any order are one gzip stream of their texts', () => {
  const made = texts.map((text, at) => {
    const plain = Buffer.from(text)
    return at % 2 === 0 ? storedPart(plain) : gzipPart(plain, 6)
  })
  for (const order of [made, made.toReversed(), [...made, ...made]]) {
    const bytes = Buffer.concat([...gzipStream(order)])
    const plain = Buffer.concat(order.map(inflatePart))
    expect(gunzipSync(bytes).equals(plain)).toBe(true)
    const deflated = order.reduce((sum, part) => sum + part.deflated.length, 0)
    expect(gzipStreamLength(deflated)).toBe(bytes.length)
  }
  expect(made.map((part) => inflatePart(part).toString())).toEqual(texts)
  expect(made.map(({ length }) => length)).toEqual(texts.map((text) => text.length))
})

test('a part holds on to no more than its bytes', () => {
  const { deflated } = gzipPart(Buffer.from('few'))
  expect(deflated.buffer.byteLength).toBe(deflated.length)
})
