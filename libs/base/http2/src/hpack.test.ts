import { expect, it } from 'vitest'
import { encodeHeaders, HeaderDecoder } from './hpack.ts'

function decode(decoder: HeaderDecoder, block: Buffer): string[] {
  const fields: string[] = []
  decoder.decode(block, (name, value) => fields.push(`${name}=${value}`))
  return fields
}

it('reads what it has written, lines of one name apart', () => {
  const block = encodeHeaders([
    [':method', 'GET'],
    ['impersonate-group', 'a'],
    ['impersonate-group', 'b,c'],
    ['x', 'y'.repeat(300)],
  ])
  const fields = decode(new HeaderDecoder(), block)
  const long = `x=${'y'.repeat(300)}`
  expect(fields).toEqual([':method=GET', 'impersonate-group=a', 'impersonate-group=b,c', long])
})

it('remembers what came before (RFC 7541, C.4)', () => {
  const decoder = new HeaderDecoder()
  const first = Buffer.from('828684418cf1e3c2e5f23a6ba0ab90f4ff', 'hex')
  const second = Buffer.from('828684be5886a8eb10649cbf', 'hex')
  const where = [':method=GET', ':scheme=http', ':path=/', ':authority=www.example.com']
  expect(decode(decoder, first)).toEqual(where)
  expect(decode(decoder, second)).toEqual([...where, 'cache-control=no-cache'])
})

it('refuses header blocks that make no sense', () => {
  for (const block of [
    [0xbf],
    [0x80],
    [0x40, 0x05, 0x61],
    [0x3f, 0xff, 0xff, 0xff, 0x7f],
    [0x00],
    [0x82, 0x20],
    [0x00, 0x81, 0x00, 0x01, 0x61],
  ]) {
    expect(() => decode(new HeaderDecoder(), Buffer.from(block))).toThrow()
  }
})
