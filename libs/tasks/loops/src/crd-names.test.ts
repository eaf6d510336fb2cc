import type { KubeObject } from '@binnacle/meta'
import { expect, test } from 'vitest'
import { nameDefinition } from './crd-names.ts'

function definition(name: string, names: object, status?: object): KubeObject {
  const object = {
    metadata: { name: `${name}.example.com` },
    spec: { group: 'example.com', names },
  }
  return { ...object, status } as unknown as KubeObject
}

const names = { plural: 'widgets', singular: 'widget', kind: 'Widget', listKind: 'WidgetList' }

test('accepts names that nobody has', () => {
  const { acceptedNames, namesAccepted, established } = nameDefinition(
    definition('widgets', names),
    [],
  )
  expect(acceptedNames).toEqual(names)
  expect([namesAccepted.status, established.status]).toEqual(['True', 'True'])
})

test('leaves a name to who had it first, and is not established without it', () => {
  const first = definition('widgets', names, { acceptedNames: names })
  const second = definition('gadgets', {
    ...names,
    plural: 'gadgets',
    singular: 'gadget',
    listKind: 'GadgetList',
  })
  const { acceptedNames, namesAccepted, established } = nameDefinition(second, [first])
  expect(acceptedNames.kind ?? '').toBe('')
  expect([namesAccepted.reason, namesAccepted.message, established.status]).toEqual([
    'KindConflict',
    '"Widget" is already in use',
    'False',
  ])
})
