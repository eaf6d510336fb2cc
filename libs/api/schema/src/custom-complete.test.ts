import { expect, test } from 'vitest'
import { defaultCustom, isCompleteJson, pruneNulls } from './index.ts'

const inner = {
  type: 'object',
  properties: { a: { type: 'string', default: 'x' }, b: { type: 'string', nullable: true } },
  additionalProperties: undefined,
}
const schemas = [
  { type: 'object', properties: { a: { type: 'string' }, b: { nullable: true }, list: {} } },
  { type: 'object', properties: { list: { type: 'array', items: inner }, b: inner } },
  { type: 'object', properties: { list: { type: 'array', items: { default: 1 } } } },
  { type: 'object', additionalProperties: { type: 'string', default: 'y' } },
  { type: 'object', additionalProperties: { ...inner, nullable: true } },
  { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
]
const members = [undefined, null, 'x', [], [null], [{}], [{ a: 'x', b: null }], { a: 'z' }, {}]

test('knows, without a change, what nulls and defaults would change', () => {
  for (const schema of schemas) {
    for (const a of members) {
      for (const list of members) {
        for (const b of members) {
          const json = JSON.stringify({ a, b, list })
          const read = JSON.parse(json)
          pruneNulls(read, schema)
          defaultCustom(read, schema)
          const same = JSON.stringify(read) === json
          const said = isCompleteJson(Buffer.from(json), () => JSON.parse(json), schema)
          expect(said, `${json} of ${JSON.stringify(schema)}`).toBe(same)
        }
      }
    }
  }
})
