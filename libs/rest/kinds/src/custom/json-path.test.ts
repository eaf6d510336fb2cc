import { expect, test } from 'vitest'
import { compileJsonPath } from './json-path.ts'

const object = {
  spec: {
    size: 3,
    ports: [
      { name: 'a', port: 1 },
      { name: 'b', port: 2 },
    ],
    'a.b': 'dotted',
  },
}

test('finds what a printer column shows', () => {
  const find = (path: string) => compileJsonPath(path)?.(object)
  expect(find('.spec.size')).toEqual([3])
  expect(find('.spec.ports[*].port')).toEqual([1, 2])
  expect(find('.spec.ports[?(@.name=="b")].port')).toEqual([2])
  expect(find('.spec.ports[-1:].name')).toEqual(['b'])
  expect(find('.spec.nosuch')).toEqual([])
  expect(find('.spec.a\\.b')).toEqual(['dotted'])
})
