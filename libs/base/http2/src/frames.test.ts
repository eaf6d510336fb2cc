import { expect, it } from 'vitest'
import { FrameCutter, frameOf, frameTypes, headBytes, numberFrame } from './frames.ts'

function data(stream: number, text: string): Buffer {
  const frame = frameOf(frameTypes.data, 0, stream, text.length)
  frame.write(text, headBytes, 'latin1')
  return frame
}

const sent = [
  data(1, 'one'),
  numberFrame(frameTypes.windowUpdate, 0, 70_000),
  data(3, ''),
  data(5, 'five and more'),
]
const bytes = Buffer.concat(sent)
const expected = sent.map((frame) => ({
  type: frame[3],
  stream: frame.readUInt32BE(5),
  body: frame.toString('latin1', headBytes),
}))

function cut(pieces: readonly Buffer[]): unknown[] {
  const seen: unknown[] = []
  const cutter = new FrameCutter(({ type, stream, body }) =>
    seen.push({ type, stream, body: body.toString('latin1') }),
  )
  for (const piece of pieces) cutter.add(piece)
  return seen
}

it('cuts the same frames wherever the network cut the bytes', () => {
  for (let first = 0; first <= bytes.length; first++) {
    for (let second = first; second <= bytes.length; second++) {
      const pieces = [
        bytes.subarray(0, first),
        bytes.subarray(first, second),
        bytes.subarray(second),
      ]
      expect(cut(pieces), `cut at ${first} and ${second}`).toEqual(expected)
    }
  }
})

it('cuts them when every byte comes alone', () => {
  expect(cut([...bytes].map((byte) => Buffer.from([byte])))).toEqual(expected)
})

it('refuses a frame that is larger than was agreed', () => {
  expect(() => cut([frameOf(frameTypes.data, 0, 1, 16_385)])).toThrow('a frame is too large')
})
