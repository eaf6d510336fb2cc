// What a TracingConfiguration may say, and which requests make spans of what name.
import type { Received, Reply } from '@binnacle/exchange'
import { describe, expect, it } from 'vitest'
import { traceRequest } from './trace-request.ts'
import { readTracingConfig } from './tracing-config.ts'

const head = 'apiVersion: apiserver.config.k8s.io/v1\nkind: TracingConfiguration\n'

describe('a TracingConfiguration', () => {
  it('says where spans go and how many, or neither', () => {
    expect(readTracingConfig(head)).toEqual({
      endpoint: 'localhost:4317',
      samplingRatePerMillion: 0,
    })
    expect(readTracingConfig(`${head}endpoint: unix:///run/o\nsamplingRatePerMillion: 7`)).toEqual({
      endpoint: 'unix:///run/o',
      samplingRatePerMillion: 7,
    })
  })

  it.each([
    ['kind: TracingConfiguration', 'it must be a TracingConfiguration'],
    [`${head}samplingRatePerMillion: -1`, 'sampling rate must be positive'],
    [`${head}samplingRatePerMillion: 1000001`, 'less than or equal to one million'],
    [`${head}samplingRatePerMillion: many`, 'must be a whole number'],
    [`${head}endpoint: https://collector:4317`, 'unsupported scheme: https'],
    [`${head}endpont: collector`, 'unknown field "endpont"'],
    ['a: [', 'failed to validate tracing configuration'],
    ['[]', 'it must be a TracingConfiguration'],
    ['', 'it must be a TracingConfiguration'],
  ])('refuses %j', (text, words) => {
    expect(() => readTracingConfig(text)).toThrow(words)
  })
})

const traceId = '0af7651916cd43dd8448eb211c80319c'
const spanId = 'b7ad6b7169203331'
const reply: Reply = { status: 200, headers: [], body: '' }

function requestOf(groups: readonly string[], flags: string, more: object = {}): Received {
  const headers = new Map([['traceparent', `00-${traceId}-${spanId}-${flags}`]])
  const known = { method: 'GET', url: '/x', headers, remoteAddress: '::1', receivedAtMs: 0 }
  return { ...known, user: { groups }, ...more } as unknown as Received
}

describe('a request', () => {
  it('goes on with the trace of an administrator, as that decided', () => {
    const seen = traceRequest(requestOf(['system:masters'], '01'), reply, 0)
    expect(seen).toMatchObject({ traceId, parentSpanId: spanId, link: undefined, failed: false })
    expect(traceRequest(requestOf(['system:masters'], '00'), reply, 1_000_000)).toBeUndefined()
  })

  it('begins a trace of its own for others, with a link, and never because they say so', () => {
    expect(traceRequest(requestOf(['dev'], '01'), reply, 0)).toBeUndefined()
    const seen = traceRequest(requestOf(['dev'], '01'), reply, 1_000_000)
    expect(seen?.traceId).not.toBe(traceId)
    expect(seen).toMatchObject({ parentSpanId: undefined, link: { traceId, spanId } })
  })

  it('is named by its resource, without names that clients choose', () => {
    const info = {
      isResourceRequest: true,
      ...{ group: 'apps', version: 'v1', namespace: 'secret', resource: 'deployments' },
      ...{ name: 'web', subresource: 'scale' },
    }
    const named = traceRequest(requestOf([], '01', { info }), reply, 1_000_000)
    const path = '/apis/apps/v1/namespaces/{:namespace}/deployments/{:name}/scale'
    expect(named?.name).toBe(`GET ${path}`)
    expect(traceRequest(requestOf([], '01'), reply, 1_000_000)?.name).toBe('GET')
  })

  it('has failed when the fault is ours', () => {
    const bad: Reply = { status: 500, headers: [], body: '' }
    expect(traceRequest(requestOf([], '01'), bad, 1_000_000)).toMatchObject({ failed: true })
  })
})
