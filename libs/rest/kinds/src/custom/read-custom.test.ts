import type { ResourceDef } from '@binnacle/catalogue'
import type { KubeObject } from '@binnacle/meta'
import { expect, test } from 'vitest'
import { readCustom } from './read-custom.ts'

const schema = { type: 'object', properties: { spec: { type: 'object' } } }
const def = { group: 'a.b', version: 'v1', kind: 'Fig', custom: { schema } } as never as ResourceDef

function strictErrors(head: object): string[] {
  const strict: string[] = []
  const object = { ...head, metadata: { name: 'f', nope: 1 }, spec: { odd: 1 } }
  readCustom(object as never as KubeObject, def, strict)
  return strict
}

test('the schema speaks of its own group and kind only; metadata is that of all', () => {
  const known = ['unknown field "metadata.nope"', 'unknown field "spec.odd"']
  expect(strictErrors({ apiVersion: 'a.b/v1', kind: 'Fig' })).toEqual(known)
  expect(strictErrors({ apiVersion: 'a.b/v1', kind: 'Plum' })).toEqual(known.slice(0, 1))
  expect(strictErrors({ apiVersion: 'v1', kind: 'Fig' })).toEqual(known.slice(0, 1))
})
