import type { ResourceDef } from '@binnacle/catalogue'
import type { KubeObject } from '@binnacle/meta'
import { expect, test } from 'vitest'
import { readCustom } from './read-custom.ts'

const schema = { type: 'object', properties: { spec: { type: 'object' } } }
const loose = { 'x-kubernetes-preserve-unknown-fields': true, type: 'object' }
const old = { name: 'v0', schema: { openAPIV3Schema: loose } }
const custom = { schema, definition: { spec: { versions: [old] } } }
const def = { group: 'a.b', version: 'v1', kind: 'Fig', custom } as never as ResourceDef

function strictErrors(head: object): string[] {
  const strict: string[] = []
  const object = { ...head, metadata: { name: 'f', nope: 1 }, spec: { odd: 1 } }
  readCustom(object as never as KubeObject, def, strict)
  return strict
}

const nope = 'unknown field "metadata.nope"'

test('the schema speaks of its own group and kind only; metadata is that of all', () => {
  const odd = 'unknown field "spec.odd"'
  expect(strictErrors({ apiVersion: 'a.b/v1', kind: 'Fig' })).toEqual([nope, odd])
  expect(strictErrors({ apiVersion: 'a.b/v1', kind: 'Plum' })).toEqual([nope])
  expect(strictErrors({ apiVersion: 'v1', kind: 'Fig' })).toEqual([nope])
})

test('another version is read by its own schema, and one that is not there knows no field', () => {
  expect(strictErrors({ apiVersion: 'a.b/v0', kind: 'Fig' })).toEqual([nope])
  const spec = 'unknown field "spec"'
  expect(strictErrors({ apiVersion: 'a.b/v7', kind: 'Fig' })).toEqual([nope, spec])
})
