import { setImmediate } from 'node:timers/promises'
import { builtins, withCustomResources } from '@binnacle/catalogue'
import { expect, test } from 'vitest'
import { OpenApiBodies } from './open-api-bodies.ts'
import { WholeDocuments } from './whole-documents.ts'
import type { WholeForm } from './whole-entry.ts'

test('every version has a document whose references all lead somewhere', () => {
  const bodies = new OpenApiBodies(() => builtins)
  const { paths } = JSON.parse(Buffer.from(bodies.index()).toString())
  expect(Object.keys(paths)).toContain('apis/apps/v1')
  for (const key of Object.keys(paths)) {
    const body = bodies.document(key) ?? expect.fail(key)
    expect(paths[key].serverRelativeURL).toBe(`/openapi/v3/${key}?hash=${body.hash}`)
    const text = Buffer.from(body.bytes).toString()
    const { schemas } = JSON.parse(text).components
    for (const [, name] of text.matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
      expect(Object.hasOwn(schemas, name ?? '')).toBe(true)
    }
  }
  expect(bodies.document('apis/nope/v1')).toBe(undefined)
})

test('the whole document has patch operations with their kind, for clients that check first', async () => {
  const bodies = new OpenApiBodies(() => builtins)
  const documents = new WholeDocuments(() => builtins, bodies)
  const bytesOf = async (form: WholeForm) => {
    const { body } = await documents.get(form, setImmediate)
    return Buffer.concat(await Array.fromAsync(body.plain()))
  }
  const document = JSON.parse((await bytesOf('json')).toString())
  const patch = document.paths['/apis/apps/v1/namespaces/{namespace}/deployments/{name}'].patch
  expect(patch['x-kubernetes-group-version-kind'].kind).toBe('Deployment')
  expect(patch.parameters.map((each: { name: string }) => each.name)).toContain('fieldValidation')
  expect((await bytesOf('proto')).length).toBeGreaterThan(100_000)
  expect((await bytesOf('proto'))[0]).toBe(0x0a)
})

test('a change of custom resources keeps the documents of all other versions', () => {
  let catalogue = builtins
  const bodies = new OpenApiBodies(() => catalogue)
  const before = bodies.document('apis/apps/v1')
  catalogue = withCustomResources(builtins, [])
  expect(bodies.document('apis/apps/v1')).toBe(before)
})
