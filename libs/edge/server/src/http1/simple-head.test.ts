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
