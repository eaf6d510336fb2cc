import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Dict, KubeObject } from '@binnacle/meta'
import { describe, expect, test } from 'vitest'
import { testCluster } from '../test-cluster.ts'
import { eventRateLimit } from './event-rate-limit.ts'
import { imagePolicyWebhook } from './image-policy-webhook.ts'
import { podTolerationRestriction } from './pod-toleration-restriction.ts'

const pod = (spec: Dict, annotations?: Record<string, string>): KubeObject => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'p', namespace: 'n', ...(annotations && { annotations }) },
  spec: { containers: [{ name: 'c', image: 'registry/app:1' }], ...spec },
})

async function inNamespace(annotations: Record<string, string>) {
  const cluster = testCluster()
  const metadata = { name: 'n', annotations }
  await cluster.put({ apiVersion: 'v1', kind: 'Namespace', metadata } as KubeObject)
  return cluster
}

describe('tolerations of a namespace', () => {
  const key = 'scheduler.alpha.kubernetes.io/'

  test('are given to its pods, without those that others cover', async () => {
    const cluster = await inNamespace({
      [`${key}defaultTolerations`]: '[{"key":"gpu","operator":"Exists"}]',
    })
    const narrow = { key: 'gpu', operator: 'Equal', value: 'a', effect: 'NoSchedule' }
    const write = cluster.write({ object: pod({ tolerations: [narrow] }) })
    await podTolerationRestriction().mutate?.(write)
    expect(write.object?.spec.tolerations).toEqual([{ key: 'gpu', operator: 'Exists' }])
  })

  test('bound what its pods may tolerate', async () => {
    const cluster = await inNamespace({
      [`${key}tolerationsWhitelist`]: '[{"key":"gpu","operator":"Exists"}]',
    })
    const tolerations = [{ key: 'other', operator: 'Exists' }]
    const refused = podTolerationRestriction().mutate?.(
      cluster.write({ object: pod({ tolerations }) }),
    )
    await expect(refused).rejects.toThrow('conflict with its namespace whitelist')
  })
})

test('events beyond the rate of their namespace are refused, others are not', () => {
  let nowMs = 0
  const step = eventRateLimit(
    {
      apiVersion: 'eventratelimit.admission.k8s.io/v1alpha1',
      kind: 'Configuration',
      limits: [{ type: 'Namespace', qps: 1, burst: 2 }],
    },
    () => nowMs,
  )
  const { write } = testCluster()
  const send = (namespace: string) => {
    const metadata = { name: 'e', namespace }
    return step.validate?.(write({ object: { apiVersion: 'v1', kind: 'Event', metadata } }))
  }
  send('a')
  send('a')
  expect(() => send('a')).toThrow('Too many requests: limit reached on type Namespace for key a')
  send('b')
  nowMs = 1_000
  send('a')
  expect(() => send('a')).toThrow('limit reached')
})

describe('an image policy elsewhere', () => {
  async function policyAt(answer: (spec: Dict) => Dict | undefined, settings: Dict = {}) {
    const asked: Dict[] = []
    const server = createServer(async (incoming, outgoing) => {
      let text = ''
      for await (const chunk of incoming) text += chunk
      const review = JSON.parse(text)
      asked.push(review.spec)
      const status = answer(review.spec)
      outgoing.statusCode = status ? 200 : 400
      outgoing.end(JSON.stringify({ ...review, status }))
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const folder = mkdtempSync(join(tmpdir(), 'image-policy-'))
    const kubeConfigFile = join(folder, 'config.json')
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/review`
    const config = {
      'current-context': 'x',
      contexts: [{ name: 'x', context: { cluster: 'x', user: 'x' } }],
      clusters: [{ name: 'x', cluster: { server: url } }],
      users: [{ name: 'x', user: {} }],
    }
    writeFileSync(kubeConfigFile, JSON.stringify(config))
    const imagePolicy = { kubeConfigFile, retryBackoff: 1, ...settings }
    const step = imagePolicyWebhook({ imagePolicy })
    const close = () => {
      server.close()
      rmSync(folder, { recursive: true })
    }
    return { step, asked, close }
  }

  test('is asked once for the same images, told the annotations meant for it, and obeyed', async () => {
    const { step, asked, close } = await policyAt(() => ({
      allowed: false,
      reason: 'unsigned',
      auditAnnotations: { seen: 'yes' },
    }))
    const { write } = testCluster()
    const annotations = { 'me.image-policy.k8s.io/ticket': '1', other: '2' }
    for (let times = 0; times < 2; times++) {
      const one = write({ object: pod({}, annotations) })
      await expect(step.validate?.(one)).rejects.toThrow(
        'image policy webhook backend denied one or more images: unsigned',
      )
      expect(one.annotations.get('imagepolicywebhook.image-policy.k8s.io/seen')).toBe('yes')
    }
    expect(asked).toEqual([
      {
        containers: [{ image: 'registry/app:1' }],
        annotations: { 'me.image-policy.k8s.io/ticket': '1' },
        namespace: 'n',
      },
    ])
    close()
  })

  test('that fails refuses, or is passed over where that is allowed', async () => {
    const { write } = testCluster()
    const closed = await policyAt(() => undefined)
    await expect(closed.step.validate?.(write({ object: pod({}) }))).rejects.toThrow(
      'Error contacting webhook: 400',
    )
    closed.close()
    const open = await policyAt(() => undefined, { defaultAllow: true })
    const passed = write({ object: pod({}) })
    await open.step.validate?.(passed)
    expect(passed.annotations.get('imagepolicywebhook.image-policy.k8s.io/failed-open')).toBe(
      'true',
    )
    open.close()
  })
})
