// Bodies in protobuf say the same as their JSON.
import { ApiError } from '@binnacle/meta'
import { describe, expect, it } from 'vitest'
import { SyntaxFault } from './parse-json.ts'
import { parseProtobuf } from './parse-protobuf.ts'

type Part = readonly [number: number, value: number | string | Buffer]

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) | 128, ...varint(Math.floor(value / 128))]
}

function message(...parts: Part[]): Buffer {
  return Buffer.concat(
    parts.map(([number, value]) => {
      if (typeof value === 'number') return Buffer.from([...varint(number * 8), ...varint(value)])
      const bytes = Buffer.from(value)
      return Buffer.concat([
        Buffer.from([...varint(number * 8 + 2), ...varint(bytes.length)]),
        bytes,
      ])
    }),
  )
}

function body(apiVersion: string, kind: string, raw: Buffer): Buffer {
  const meta = message([1, apiVersion], [2, kind])
  return Buffer.concat([Buffer.from('k8s\0'), message([1, meta], [2, raw])])
}

const configMap = body(
  'v1',
  'ConfigMap',
  message(
    [1, message([1, 'a'], [8, message([1, 1_700_000_000])])],
    [2, message([1, '__proto__'], [2, 'v'])],
    [3, message([1, 'b'], [2, Buffer.from([1, 2])])],
  ),
)

describe('parseProtobuf', () => {
  it('reads maps, bytes and times', () => {
    const read = parseProtobuf(configMap)
    expect(JSON.stringify(read)).toBe(
      '{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"a","creationTimestamp":' +
        '"2023-11-14T22:13:20Z"},"data":{"__proto__":"v"},"binaryData":{"b":"AQI="}}',
    )
  })

  it('reads what Go embeds, and numbers that may be names', () => {
    const probe = message([1, message([2, message([2, message([1, 1], [3, 'web'])])])], [2, 5])
    const container = message([1, 'c'], [10, probe])
    const volume = message([1, 'v'], [2, message([2, message([1, ''])])])
    const pod = body('v1', 'Pod', message([2, message([1, volume], [2, container])]))
    expect(parseProtobuf(pod).spec).toEqual({
      volumes: [{ name: 'v', emptyDir: { medium: '' } }],
      containers: [
        { name: 'c', livenessProbe: { httpGet: { port: 'web' }, initialDelaySeconds: 5 } },
      ],
    })
  })

  it('refuses what is no message in words, whatever it is', () => {
    expect(() => parseProtobuf(Buffer.from('{}'))).toThrow('expected prefix [107 56 115 0]')
    for (let cut = 5; cut < configMap.length; cut++) {
      for (const bytes of [configMap.subarray(0, cut), flipped(configMap, cut)]) {
        try {
          parseProtobuf(bytes)
        } catch (error) {
          expect(error instanceof SyntaxFault || error instanceof ApiError).toBe(true)
        }
      }
    }
  })
})

function flipped(bytes: Buffer, at: number): Buffer {
  const copy = Buffer.from(bytes)
  copy[at] = (copy[at] as number) ^ 0xff
  return copy
}
