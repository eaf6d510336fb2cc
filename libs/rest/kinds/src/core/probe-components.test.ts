// Parts of a control plane are asked when somebody wants to know, and say so when they do not answer.
import { builtins } from '@binnacle/catalogue'
import { expect, test } from 'vitest'
import { probeComponents } from './probe-components.ts'

type Around = Parameters<typeof probeComponents>[0]

function around(get: () => Promise<undefined>): Around {
  const shapeOf = () => ({}) as ReturnType<Around['shapeOf']>
  return { store: { get } as never, catalogue: { current: () => builtins } as never, shapeOf }
}

test('the store answers or says why not', async () => {
  const [well] = await probeComponents(
    around(async () => undefined),
    'etcd-0',
  )
  expect(well).toMatchObject({
    metadata: { name: 'etcd-0' },
    conditions: [{ type: 'Healthy', status: 'True', message: 'ok' }],
  })
  const [ill] = await probeComponents(
    around(() => Promise.reject(new Error('gone'))),
    'etcd-0',
  )
  expect(ill?.conditions).toEqual([{ type: 'Healthy', status: 'False', error: 'gone' }])
})

test('all parts are told in one order, and unknown names are nobody', async () => {
  const all = await probeComponents(around(async () => undefined))
  expect(all.map(({ metadata }) => metadata.name)).toEqual([
    'scheduler',
    'controller-manager',
    'etcd-0',
  ])
  expect(
    await probeComponents(
      around(async () => undefined),
      'nobody',
    ),
  ).toEqual([])
})
