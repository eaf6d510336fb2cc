import { errorText } from '@binnacle/meta'
import { expect, test } from 'vitest'
import { checkDefinition } from './definition-check.ts'

function errorsOf(properties: object): string[] {
  const schema = { openAPIV3Schema: { type: 'object', properties } }
  const spec = {
    group: 'example.com',
    scope: 'Cluster',
    names: { plural: 'figs', singular: 'fig', kind: 'Fig', listKind: 'FigList' },
    preserveUnknownFields: true,
    versions: [{ name: 'v1', served: true, storage: true, schema }],
  }
  const object = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'figs.example.com' },
    spec,
    status: { storedVersions: ['v1'], acceptedNames: spec.names },
  }
  return checkDefinition(object)
    .map(errorText)
    .filter((text) => text.startsWith('spec.preserve'))
}

test('defaults and unknown fields that stay do not go together', () => {
  const head = 'spec.preserveUnknownFields: Invalid value: true:'
  const never = `${head} cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead`
  expect(errorsOf({ size: { type: 'integer' } })).toEqual([never])
  expect(errorsOf({ size: { type: 'integer', default: 1 } })).toEqual([
    `${head} must be false in order to use defaults in the schema`,
    never,
  ])
})
