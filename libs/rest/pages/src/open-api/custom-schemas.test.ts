// What users define is shown to clients of both documents as the reference shows it.
import { setImmediate } from 'node:timers/promises'
import { builtins, compileCrd, withCustomResources } from '@binnacle/catalogue'
import { expect, test } from 'vitest'
import { OpenApiBodies } from './open-api-bodies.ts'
import { type Whole, WholeDocuments } from './whole-documents.ts'

async function documentsOf(openAPIV3Schema: Record<string, unknown>) {
  const defs = compileCrd({
    kind: 'CustomResourceDefinition',
    apiVersion: 'apiextensions.k8s.io/v1',
    metadata: { name: 'loose.example.com' },
    spec: {
      group: 'example.com',
      scope: 'Namespaced',
      names: { plural: 'loose', singular: 'loose', kind: 'Loose', listKind: 'LooseList' },
      versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  })
  const catalogue = withCustomResources(builtins, defs)
  const bodies = new OpenApiBodies(() => catalogue)
  const read = (bytes: Uint8Array) => JSON.parse(Buffer.from(bytes).toString())
  const v3 = read(bodies.document('apis/example.com/v1')?.bytes ?? expect.fail('no document'))
  const find = (all: Record<string, unknown>) =>
    Object.entries(all).find(([key]) => key.endsWith('Loose'))?.[1] as Record<string, object>
  const whole = await new WholeDocuments(() => catalogue, bodies).get('json', setImmediate)
  return {
    v3: find(v3.components.schemas),
    v2: find(read(await bytesOf(whole)).definitions),
  }
}

test('a kind that keeps unknown fields is any object in v2, and has its own fields in v3', async () => {
  const preserve = 'x-kubernetes-preserve-unknown-fields'
  const { v2, v3 } = await documentsOf({ type: 'object', description: 'Loose', [preserve]: true })
  const kinds = [{ group: 'example.com', kind: 'Loose', version: 'v1' }]
  expect(v2).toEqual({ type: 'object', 'x-kubernetes-group-version-kind': kinds })
  expect(v3[preserve]).toBe(true)
  expect(Object.keys(v3.properties ?? {})).toEqual(['apiVersion', 'kind', 'metadata'])
})

async function bytesOf({ body }: Whole): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(body.plain()))
}

test('an object within an object shows a head that it must have', async () => {
  const embedded = { type: 'object', 'x-kubernetes-embedded-resource': true }
  const open = { ...embedded, 'x-kubernetes-preserve-unknown-fields': true }
  const own = { ...embedded, properties: { kind: { type: 'string' }, a: { type: 'string' } } }
  const properties = { own, open: { ...open, required: ['kind'] } }
  const { v2, v3 } = await documentsOf({ type: 'object', properties })
  for (const shown of [v3, v2] as { properties: Record<string, Record<string, object>> }[]) {
    const { own } = shown.properties as Record<string, Record<string, object>>
    expect(Object.keys(own?.properties ?? {}).sort()).toEqual([
      'a',
      'apiVersion',
      'kind',
      'metadata',
    ])
    expect(own?.properties).toMatchObject({
      kind: { description: expect.stringMatching(/^kind is/) },
    })
    expect(own?.required).toEqual(['kind', 'apiVersion'])
  }
  expect(v3.properties).toMatchObject({ open: { required: ['kind', 'apiVersion'] } })
  expect(v2.properties).toMatchObject({ open: { required: ['kind'] } })
})

test('v2 requires nothing that may be null', async () => {
  const object = (more: object) => ({ type: 'object', required: ['a', 'b'], ...more })
  const a = { type: 'string', nullable: true }
  const b = { type: 'string' }
  const { v2, v3 } = await documentsOf({
    type: 'object',
    properties: {
      some: object({ properties: { a, b } }),
      none: object({ additionalProperties: a }),
      open: object({ nullable: true, properties: { a, b } }),
    },
  })
  const required = (shown: Record<string, object>) =>
    Object.entries(shown.properties as Record<string, { required?: string[] }>)
      .slice(0, 3)
      .map(([, each]) => each.required)
  expect(required(v3)).toEqual([
    ['a', 'b'],
    ['a', 'b'],
    ['a', 'b'],
  ])
  expect(required(v2)).toEqual([['b'], undefined, ['a', 'b']])
})
