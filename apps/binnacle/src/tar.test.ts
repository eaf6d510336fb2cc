import { expect, it } from 'vitest'
import { fileInTar } from './tar.ts'

function entry(name: string, text: string): Buffer {
  const head = Buffer.alloc(512)
  head.write(name, 0)
  head.write(`${text.length.toString(8).padStart(11, '0')}\0`, 124)
  const body = Buffer.alloc(Math.ceil(text.length / 512) * 512)
  body.write(text)
  return Buffer.concat([head, body])
}

const archive = Buffer.concat([
  entry('a/b', 'x'.repeat(700)),
  entry('a/etcd', 'binary'),
  Buffer.alloc(1024),
])

it('finds a file behind others', () => {
  expect(Buffer.from(fileInTar(archive, 'a/etcd') ?? []).toString()).toBe('binary')
})

it('finds nothing where nothing is, or where the archive is cut off', () => {
  expect(fileInTar(archive, 'etcd')).toBeUndefined()
  expect(fileInTar(archive.subarray(0, 600), 'a/etcd')).toBeUndefined()
})
