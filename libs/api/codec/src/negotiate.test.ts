import { expect, test } from 'vitest'
import { checkRouteAccept, negotiate, toYaml } from './index.ts'

const form = (accept: string, tables = true) =>
  negotiate({ accept, pretty: null, userAgent: undefined }, { tables })

test('the first acceptable clause by quality decides', () => {
  expect(form('*/*').format).toBe('json')
  expect(form('application/yaml;q=0.1, application/json;q=0.9').format).toBe('json')
  expect(form('text/html, application/yaml').format).toBe('yaml')
  expect(form('application/vnd.kubernetes.protobuf,application/json').format).toBe('json')
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
