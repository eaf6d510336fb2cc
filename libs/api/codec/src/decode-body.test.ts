import { builtins } from '@binnacle/catalogue'
import { ApiError } from '@binnacle/meta'
import { expect, test } from 'vitest'
import { decodeBody, encodeJson, type FieldValidation } from './index.ts'

const kind = { group: '', version: 'v1', kind: 'ConfigMap' }
const type = builtins.byKind(kind, 'ConfigMap')?.type

function decode(body: string, validation: FieldValidation = 'Warn', contentType?: string) {
  const warnings: string[] = []
  const object = decodeBody(Buffer.from(body), { contentType, kind, type, validation, warnings })
  return { object, warnings }
}

function refusal(body: string, validation: FieldValidation = 'Warn', contentType?: string): string {
  try {
    decode(body, validation, contentType)
  } catch (error) {
    if (error instanceof ApiError) return error.message
    throw error
  }
  return ''
}

const head = 'the object provided is unrecognized (must be of type ConfigMap): '

test('kind and version may be left out, and are filled in', () => {
  expect(decode('{"metadata":{"name":"a"}}').object).toEqual({
    kind: 'ConfigMap',
    apiVersion: 'v1',
    metadata: { name: 'a' },
  })
  expect(decode('null').object.metadata).toEqual({})
})

test('a broken body names what is wrong and shows its beginning', () => {
  expect(refusal('')).toContain('unexpected end of JSON input (<empty>)')
  expect(refusal('{"a":1,}')).toContain(
    "invalid character '}' looking for beginning of object key string",
  )
  expect(refusal('{"a" 1}')).toContain("invalid character '1' after object key")
  expect(refusal('[1 2]')).toContain("invalid character '2' after array element")
  expect(refusal('tru')).toContain('unexpected end of JSON input (747275)')
  expect(refusal(`${'['.repeat(20_000)}`)).toContain('exceeded max depth')
  expect(refusal('a: b: c', 'Warn', 'application/yaml')).toContain('yaml: ')
  expect(refusal('{}', 'Warn', 'text/plain')).toContain('unknown format')
})

test('another kind is refused in the words of a conversion', () => {
  expect(refusal('{"kind":"Nope","apiVersion":"v1"}')).toBe(
    'Nope in version "v1" cannot be handled as a ConfigMap: no kind "Nope" is registered for version "v1" in scheme "pkg/runtime/scheme.go:111"',
  )
  expect(refusal('{"kind":"Secret","apiVersion":"v1"}')).toContain(
    'converting (v1.Secret) to (core.ConfigMap): unknown conversion',
  )
  expect(refusal('{"kind":"ConfigMap","apiVersion":"a/b/c"}')).toContain(
    `${head}unexpected GroupVersion string: a/b/c`,
  )
})

test('N5: unknown and duplicate fields warn or refuse in the order of the text', () => {
  const body = '{"metadata":{"labels":{"a":"1","a":"2"}},"x":{"y":1,"y":2},"data":{},"data":{}}'
  const found = [
    'duplicate field "metadata.labels.a"',
    'unknown field "x"',
    'duplicate field "data"',
  ]
  expect(decode(body).warnings).toEqual(found)
  expect(decode(body, 'Ignore').warnings).toEqual([])
  expect(refusal(body, 'Strict')).toContain(`strict decoding error: ${found.join(', ')}`)
  const yaml = 'metadata: {}\ndata: {k: v, k: w}\nnope: 1\n'
  expect(decode(yaml, 'Warn', 'application/yaml').warnings).toEqual([
    'line 2: key "k" already set in map',
    'unknown field "nope"',
  ])
})

test('N4: integers keep all their digits, and fractions do not pass for integers', () => {
  const pod = { group: '', version: 'v1', kind: 'Pod' }
  const of = (seconds: string) =>
    decodeBody(Buffer.from(`{"spec":{"activeDeadlineSeconds":${seconds}}}`), {
      contentType: undefined,
      kind: pod,
      type: builtins.byKind(pod, 'Pod')?.type,
      validation: 'Warn',
      warnings: [],
    })
  expect(encodeJson(of('9223372036854775807').spec)).toContain('9223372036854775807')
  expect(() => of('9223372036854775808')).toThrow('number 9223372036854775808')
  expect(() => of('1.0')).toThrow('number 1.0')
  expect(() => of('1e3')).toThrow('number 1e3')
})

test('YAML reads as the reference reads it', () => {
  const yaml = (text: string) => decode(text, 'Warn', 'application/yaml').object
  expect(yaml('metadata: &m {name: a}\ndata: {1: x, 1.5: z, on: w}\n').data).toEqual({
    '1': 'x',
    '1.5': 'z',
    true: 'w',
  })
  expect(refusal('metadata: {name: y}', 'Warn', 'application/yaml')).toContain(
    'cannot unmarshal bool',
  )
  expect(yaml('metadata:\n  name: a\n---\nmetadata:\n  name: b\n').metadata.name).toBe('a')
  expect(yaml('a: &a {x: "1"}\ndata:\n  <<: *a\n  z: "2"\n').data).toEqual({ x: '1', z: '2' })
  const bomb = ['a: &a0 [x,x,x,x,x,x,x,x,x]']
  for (let i = 1; i < 9; i++) bomb.push(`b${i}: &a${i} [${`*a${i - 1},`.repeat(9)}]`)
  expect(refusal(bomb.join('\n'), 'Warn', 'application/yaml')).toContain('excessive aliasing')
})

test('faults of YAML are named in the order of the names, whatever the order of the text', () => {
  const yaml = 'zeta: 1\nmetadata: {name: a, unknownMeta: 1}\nalpha: {y: 1, x: 2}\n'
  expect(decode(yaml, 'Warn', 'application/yaml').warnings).toEqual([
    'unknown field "alpha"',
    'unknown field "metadata.unknownMeta"',
    'unknown field "zeta"',
  ])
})

test('a custom resource with duplicates is told of its unknown fields too', () => {
  const warnings: string[] = []
  const prune = (_: object, strict: string[]) => strict.push('unknown field "spec.x"')
  const body = Buffer.from('{"metadata":{"name":"a","name":"b"},"spec":{"x":1}}')
  const own = { group: 'example.com', version: 'v1', kind: 'Own' }
  const validation = 'Warn' as const
  decodeBody(body, {
    contentType: undefined,
    kind: own,
    type: undefined,
    validation,
    warnings,
    prune,
  })
  expect(warnings).toEqual(['duplicate field "metadata.name"', 'unknown field "spec.x"'])
})
