import type { KubeObject } from '@binnacle/meta'
import { errorText } from '@binnacle/meta'
import { expect, test } from 'vitest'
import type { WriteContext } from '../kind.ts'
import { customScale, scaleErrors } from './custom-scale.ts'

const paths = { specReplicasPath: '.spec.size', statusReplicasPath: '.status.size' }

test('takes any number, which the checks of the whole object then judge', () => {
  const rule = customScale(paths)
  if (rule.writes !== 'view') throw new Error('not a view')
  const object: KubeObject = { apiVersion: 'a.b/v1', kind: 'Fig', metadata: {}, spec: { size: 2 } }
  const view = { ...rule.show(object), spec: { replicas: -1 } }
  expect(rule.write(object, view, {} as WriteContext)).toEqual([])
  expect(object.spec).toEqual({ size: -1 })
  expect(scaleErrors(object, paths, false).map(errorText)).toEqual([
    '.spec.size: Invalid value: -1: should be a non-negative integer',
  ])
})
