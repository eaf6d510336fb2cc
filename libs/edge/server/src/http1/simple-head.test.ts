import { expect, it } from 'vitest'
import { readSimpleHead } from './simple-head.ts'

it('takes away spaces and tabs around a value, and no byte of a letter', () => {
  const name = Buffer.from('voil\u00e0', 'utf8')
  const head = Buffer.concat([
    Buffer.from('GET / HTTP/1.1\r\nHost: a\r\nImpersonate-User: \t'),
    name,
    Buffer.from(' \t\r\n\r\n'),
  ])
  const read = readSimpleHead(head)
  expect(read?.names).toEqual(['host', 'impersonate-user'])
  expect(read?.values[1]).toBe(name.toString('latin1'))
  expect(read?.length).toBe(head.length)
})

it('reads the path of each request anew where the lines behind it are known', () => {
  const lines = 'Host: a\r\nAuthorization: Bearer one\r\n\r\n'
  const first = readSimpleHead(Buffer.from(`GET /one HTTP/1.1\r\n${lines}`))
  const second = readSimpleHead(Buffer.from(`GET /two?x=1 HTTP/1.1\r\n${lines}GET /`), first)
  expect(first?.path).toBe('/one')
  expect(second?.path).toBe('/two?x=1')
  expect(second?.values).toEqual(['a', 'Bearer one'])
  expect(second?.length).toBe(`GET /two?x=1 HTTP/1.1\r\n${lines}`.length)
  const other = lines.replace('one', 'two')
  const third = readSimpleHead(Buffer.from(`GET /one HTTP/1.1\r\n${other}`), second)
  expect(third?.values).toEqual(['a', 'Bearer two'])
})

it.each([
  'GET /one HTTP/1.0',
  'GET /o ne HTTP/1.1',
  'GET /one\rtwo HTTP/1.1',
  'GET /one\ntwo HTTP/1.1',
  'GET /\u00e9 HTTP/1.1',
])('leaves %j to others though the lines behind it are known', (line) => {
  const before = readSimpleHead(Buffer.from('GET / HTTP/1.1\r\nHost: a\r\n\r\n'))
  expect(before).toBeDefined()
  expect(readSimpleHead(Buffer.from(`${line}\r\nHost: a\r\n\r\n`), before)).toBeUndefined()
})

it('keeps no long lines, and takes none that it kept for a head without lines', () => {
  const long = Buffer.from(`GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(4096)}\r\n\r\n`)
  const before = readSimpleHead(long)
  expect(before?.lines).toBe('')
  expect(readSimpleHead(long, before)?.values[1]).toHaveLength(4096)
  expect(readSimpleHead(Buffer.from('GET / HTTP/1.1\r\n\r\n'), before)).toBeUndefined()
})
