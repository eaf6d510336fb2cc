import { type Dict, errorText, type KubeObject } from '@binnacle/meta'
import { expect, test } from 'vitest'
import { checkDefinition, checkDefinitionChange } from './definition-check.ts'
import { definitionName } from './definition-name.ts'

function definition(properties: Dict, version: Dict = {}): KubeObject {
  const schema = { openAPIV3Schema: { type: 'object', properties } }
  const names = { plural: 'figs', singular: 'fig', kind: 'Fig', listKind: 'FigList' }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'figs.example.com', resourceVersion: '1' },
    spec: {
      group: 'example.com',
      scope: 'Cluster',
      names,
      versions: [{ name: 'v1', served: true, storage: true, schema, ...version }],
    },
    status: { storedVersions: ['v1'], acceptedNames: names },
  }
}

const errorsOf = (properties: Dict, version?: Dict) =>
  checkDefinition(definition(properties, version)).map(errorText)
const schemaPath = 'spec.validation.openAPIV3Schema'

test('what a name would be made of must be the name, too', () => {
  const object = definition({})
  object.metadata.generateName = 'x-'
  const text = 'must be spec.names.plural+"."+spec.group'
  expect(definitionName(object).map(errorText)).toEqual([
    `metadata.generateName: Invalid value: "x-": ${text}`,
  ])
})

test('a default within the head of an object must make a valid head', () => {
  const kind = { type: 'string', default: 'not a kind' }
  const embedded = {
    type: 'object',
    'x-kubernetes-embedded-resource': true,
    properties: { kind, apiVersion: { type: 'string' } },
  }
  const [error = '', ...others] = errorsOf({ inner: embedded })
  expect(others).toEqual([])
  expect(error).toContain(
    `${schemaPath}.properties[inner].properties[kind].default: Invalid value: "not a kind": must result in valid metadata: kind: Invalid value: "not a kind": may have mixed case, but should otherwise match:`,
  )
})

test('messages of rules name types from the node where the rules stand', () => {
  const rules = [{ rule: 'self > 1' }]
  const inner = { type: 'object', properties: { a: { type: 'string' } } }
  const outer = {
    type: 'object',
    'x-kubernetes-validations': [{ rule: 'has(self.inner)' }],
    properties: { inner: { ...inner, 'x-kubernetes-validations': rules } },
  }
  const [error = ''] = errorsOf({ outer })
  expect(error).toMatch(/applied to '\(selfType\d+, int\)'/)
})

test('items of what is no list have no type that rules could see', () => {
  const items = { type: 'string', 'x-kubernetes-validations': [{ rule: 'self.size() > 0' }] }
  const outer = {
    type: 'object',
    'x-kubernetes-validations': [{ rule: 'has(self.odd)' }],
    properties: { odd: { type: 'integer', items } },
  }
  expect(errorsOf({ outer })).toEqual([
    `${schemaPath}.properties[outer].properties[odd].items.x-kubernetes-validations: Internal error: failed to convert to declType for CEL validation rules`,
  ])
})

test('paths of selectable fields are read also where the schema is not structural', () => {
  const properties = { a: { type: 'string', definitions: { b: {} } } }
  expect(errorsOf(properties, { selectableFields: [{ jsonPath: 'a' }] })).toContain(
    'spec.selectableFields[0].jsonPath: Invalid value: "a": is an invalid path: expected [ or . but got: a',
  )
})

test('a change tells of metadata again', () => {
  const object = definition({})
  object.metadata.labels = { a: 'b c' }
  const fields = checkDefinitionChange(object, definition({})).map(({ field }) => field)
  expect(fields).toEqual(['metadata.labels'])
})
