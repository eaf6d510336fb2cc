import { expect, test } from 'vitest'
import { bodyFormat, checkRouteAccept, negotiate, negotiateStream, toYaml } from './index.ts'

const form = (accept: string, tables = true) =>
  negotiate({ accept, pretty: null, userAgent: undefined }, { tables })

test('the first acceptable clause by quality decides', () => {
  expect(form('*/*').format).toBe('json')
  expect(form('application/yaml;q=0.1, application/json;q=0.9').format).toBe('json')
  expect(form('text/html, application/yaml').format).toBe('yaml')
  expect(form('application/vnd.kubernetes.protobuf,application/json').format).toBe('protobuf')
  expect(form('application/json;q=0').format).toBe('json')
  expect(() => form('text/html')).toThrow('only the following media types are accepted')
})

test('transforms need all their parameters and an endpoint that has them', () => {
  expect(form('application/json;as=Table;v=v1;g=meta.k8s.io').transform).toEqual({
    kind: 'Table',
    version: 'v1',
  })
  expect(form('application/json;as=Table;v=v2;g=meta.k8s.io,application/json').transform).toBe(
    undefined,
  )
  expect(() => form('application/json;as=Table')).toThrow()
  expect(() => form('application/json;as=Table;v=v1;g=meta.k8s.io', false)).toThrow()
})

test('protobuf is for what has a form in it', () => {
  const protobuf = 'application/vnd.kubernetes.protobuf'
  const partial = `${protobuf};as=PartialObjectMetadata;v=v1;g=meta.k8s.io`
  const custom = (accept: string) =>
    negotiate({ accept, pretty: null, userAgent: undefined }, { tables: true, custom: true })
  expect(form(partial).format).toBe('protobuf')
  expect(() => form(`${protobuf};as=Table;v=v1;g=meta.k8s.io`)).toThrow('only the following')
  expect(custom(`${protobuf},application/json`).format).toBe('json')
  expect(custom(partial).format).toBe('protobuf')
  expect(() => custom(protobuf)).toThrow('only the following')
})

test('what is no resource is turned into nothing else', () => {
  const accept = 'application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io'
  const asked = { accept, pretty: null, userAgent: undefined }
  expect(() => negotiate(asked, { tables: false, plainOnly: true })).toThrow('only the following')
})

test('events are written in JSON or protobuf', () => {
  const stream = (accept: string) =>
    negotiateStream({ accept, pretty: null, userAgent: undefined }, { tables: true }).format
  expect(stream('application/vnd.kubernetes.protobuf;stream=watch')).toBe('protobuf')
  expect(stream('application/json;stream=watch')).toBe('json')
  expect(() => stream('application/yaml')).toThrow(';stream=watch')
})

test('a body says what it is without a fault', () => {
  expect(bodyFormat(undefined)).toBe('json')
  expect(bodyFormat('Application/YAML; charset=utf-8;')).toBe('yaml')
  expect(bodyFormat('application/json; a="b;c"; d=e')).toBe('json')
  expect(bodyFormat('application/vnd.kubernetes.protobuf')).toBe('protobuf')
  for (const bad of ['text/yaml', 'application/json; charset', 'application/json; a=b; A=c']) {
    expect(() => bodyFormat(bad)).toThrow('accepted media types include')
  }
})

test('routes of built-in kinds refuse by the bare names', () => {
  expect(() => checkRouteAccept('application/*', { watchable: false })).toThrow(
    '406: Not Acceptable',
  )
  checkRouteAccept('text/html, */*;q=0.8', { watchable: false })
  expect(() => checkRouteAccept('APPLICATION/JSON', { watchable: true })).toThrow(';stream=watch')
})

test('YAML is written in blocks, sorted, quoted where it must be', () => {
  const message = `it couldn't get ${'word '.repeat(20)}end: really`
  const text = toYaml({
    b: [{ x: 1, a: 'yes' }, [], ['q']],
    a10: '1',
    a9: '2020-01-01T00:00:00Z',
    m: 'one\n two\n',
    long: message,
    n: null,
    e: {},
    s: ' lead',
    t: 'tab\there',
    '-': '- x',
  })
  expect(text).toBe(
    [
      "'-': '- x'",
      'a9: "2020-01-01T00:00:00Z"',
      'a10: "1"',
      'b:',
      '- a: "yes"',
      '  x: 1',
      '- []',
      '- - q',
      'e: {}',
      `long: 'it couldn''t get word word word word word word word word word word word word`,
      `  word word word word word word word word end: really'`,
      'm: |',
      '  one',
      '   two',
      '"n": null',
      "s: ' lead'",
      't: "tab\\there"',
      '',
    ].join('\n'),
  )
})
