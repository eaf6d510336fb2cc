// A document made once is there after the next start, of the same code and definitions alone.
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { builtins } from '@binnacle/catalogue'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { KeptDocuments } from './kept-documents.ts'
import { OpenApiBodies } from './open-api-bodies.ts'
import { WholeDocuments } from './whole-documents.ts'
import type { WholeForm } from './whole-entry.ts'

let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'binnacle-documents-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

const start = (kept?: KeptDocuments, catalogue = builtins) =>
  new WholeDocuments(() => catalogue, new OpenApiBodies(() => catalogue), kept)

async function asked(documents: WholeDocuments, form: WholeForm) {
  let turns = 0
  const { body, hash } = await documents.get(form, async () => {
    turns++
    await setImmediate()
  })
  const plain = Buffer.concat(await Array.fromAsync(body.plain()))
  const packed = Buffer.concat(await Array.fromAsync(body.gzip()))
  expect(plain.length).toBe(body.length)
  expect(packed.length).toBe(body.gzipLength)
  expect(gunzipSync(packed).equals(plain)).toBe(true)
  return { plain, hash, turns }
}

test.for(['json', 'proto'] as const)('in %s is the one that was made', async (form) => {
  const made = await asked(start(), form)
  await start(new KeptDocuments(folder, 'a')).prepare(setImmediate)
  const kept = new KeptDocuments(folder, 'a')
  expect(await kept.check(made.hash, form, setImmediate)).toBe(true)
  const again = await asked(start(kept), form)
  expect(again.plain.equals(made.plain)).toBe(true)
  expect(again.hash).toBe(made.hash)
})

test('is kept also when somebody asked before it was prepared', async () => {
  const kept = new KeptDocuments(folder, 'a')
  const documents = start(kept)
  const { hash } = await asked(documents, 'json')
  expect(await kept.check(hash, 'json', setImmediate)).toBe(false)
  await documents.prepare(setImmediate)
  expect(await kept.check(hash, 'json', setImmediate)).toBe(true)
})

test('is not read by other code, nor for other definitions', async () => {
  const { hash } = await asked(start(), 'json')
  await start(new KeptDocuments(folder, 'a')).prepare(setImmediate)
  expect(await new KeptDocuments(folder, 'b').read(hash, 'json')).toBe(undefined)
  expect(await new KeptDocuments(folder, 'a').read(`${hash}0`, 'json')).toBe(undefined)
})

test('that is broken, or cannot be written, is made anew', async () => {
  const kept = new KeptDocuments(folder, 'a')
  await start(kept).prepare(setImmediate)
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    const bytes = readFileSync(path)
    bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1
    writeFileSync(path, name.includes('json') ? bytes : bytes.subarray(0, 3))
  }
  const made = await asked(start(), 'json')
  expect((await asked(start(kept), 'json')).plain.equals(made.plain)).toBe(true)
  expect((await asked(start(kept), 'proto')).plain.length).toBeGreaterThan(100_000)
  const nowhere = new KeptDocuments(join(folder, readdirSync(folder)[0] as string), 'a')
  await start(nowhere).prepare(setImmediate)
  expect((await asked(start(nowhere), 'json')).plain.equals(made.plain)).toBe(true)
})

test('of which there are many, the oldest go', async () => {
  const kept = new KeptDocuments(folder, 'a')
  const { body } = await start().get('json', setImmediate)
  for (let n = 0; n < 20; n++) await kept.write(String(n), 'json', body, setImmediate)
  expect(readdirSync(folder).length).toBe(8)
  expect(await kept.check('19', 'json', setImmediate)).toBe(true)
  expect(await kept.check('0', 'json', setImmediate)).toBe(false)
})
