import { expect, it } from 'vitest'
import { decodeApplied, type DecodeTarget } from './body.ts'

it('takes a null label of a custom resource for an empty one, as Go decodes it', () => {
  const target = { group: 'g', version: 'v1', kind: 'K', type: {}, custom: {} } as DecodeTarget
  const sent = { metadata: { name: 'a', labels: { x: null }, annotations: { y: null } } }
  const object = decodeApplied(sent as never, target)
  expect(object.metadata).toMatchObject({ name: 'a', labels: { x: '' }, annotations: { y: '' } })
})
