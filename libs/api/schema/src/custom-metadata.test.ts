import { errorText } from '@binnacle/meta'
import { expect, test } from 'vitest'
import { coerceEmbedded } from './custom-metadata.ts'

test('metadata that cannot be is shown as it was sent, members by name', () => {
  const schema = { type: 'object', 'x-kubernetes-embedded-resource': true }
  const pod = { kind: 'Pod', metadata: { name: 'p', labels: { z: 'z', a: 1 } } }
  const error = coerceEmbedded({ pod }, { type: 'object', properties: { pod: schema } }, [])
  expect(error && errorText(error)).toBe(
    'pod.metadata: Invalid value: {"labels":{"a":1,"z":"z"},"name":"p"}: json: cannot unmarshal number into Go struct field ObjectMeta.labels of type string',
  )
})
