import { parseObject } from '@binnacle/objects'
import { expect, test } from 'vitest'
import { DefinitionParser } from './parse-definition.ts'

const schema = (text: string) => ({
  type: 'object',
  properties: { a: { type: 'string', description: text }, b: { maximum: 1.5 } },
})
function definition(name: string, ...schemas: unknown[]) {
  return {
    metadata: { name, managedFields: [{ manager: 'x' }], annotations: { '\u2028': '"{é' } },
    spec: {
      group: name,
      versions: schemas.map((each, at) => ({
        name: `v${at}`,
        schema: { openAPIV3Schema: each },
      })),
    },
  }
}
function stored(object: unknown) {
  const text = JSON.stringify(object)
  const calls = { parsed: 0 }
  const parse = () => {
    calls.parsed++
    return parseObject(text)
  }
  return { bytes: Buffer.from(text), parse, calls }
}
const kept = (object: { metadata: object }) => {
  const { managedFields: _, ...metadata } = JSON.parse(JSON.stringify(object.metadata))
  return { ...object, metadata }
}

test('reads a schema that was there before only once', () => {
  const parser = new DefinitionParser()
  const [first, second] = [schema('one é'), schema('two')]
  const all = [
    definition('a', first, second),
    definition('b', second, first),
    definition('c', first),
  ]
  const items = all.map(stored)
  const read = items.map((item) => parser.parse(item))
  expect(read).toEqual(all.map(kept))
  expect(items.map(({ calls }) => calls.parsed)).toEqual([1, 0, 0])
  const schemaOf = (at: number, version: number) => read[at]?.spec.versions[version].schema
  expect(schemaOf(1, 1).openAPIV3Schema).toBe(schemaOf(0, 0).openAPIV3Schema)
  expect(schemaOf(2, 0).openAPIV3Schema).toBe(schemaOf(0, 0).openAPIV3Schema)
})

test('reads anew what is no schema of a version, or begins like one', () => {
  const parser = new DefinitionParser()
  const one = schema('one')
  const inside = { type: 'object', properties: { openAPIV3Schema: one } }
  const longer = { ...one, title: 'more' }
  const outside = { ...definition('e', one), status: { openAPIV3Schema: one } }
  const all = [
    definition('a', one),
    definition('b', inside),
    definition('c', longer),
    definition('d', one, undefined, one),
    outside,
    definition('f'),
  ]
  expect(all.map((each) => parser.parse(stored(each)))).toEqual(
    all.map((each) => JSON.parse(JSON.stringify(kept(each)))),
  )
})

test('keeps the texts of a few schemas', () => {
  const parser = new DefinitionParser()
  for (let i = 0; i < 20; i++) parser.parse(stored(definition(`a${i}`, schema(`${i}`))))
  const [old, young] = [stored(definition('b', schema('1'))), stored(definition('c', schema('19')))]
  for (const item of [old, young]) parser.parse(item)
  expect([old.calls.parsed, young.calls.parsed]).toEqual([1, 0])
})
