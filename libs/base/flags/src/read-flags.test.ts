import { describe, expect, it } from 'vitest'
import { parseDuration } from './parse-duration.ts'
import { readFlags } from './read-flags.ts'

const table = {
  port: { kind: 'number', default: '6443' },
  'token-auth-file': { kind: 'text', default: '' },
  controllers: { kind: 'switch', default: 'true' },
  'etcd-servers': { kind: 'list', default: '' },
  'request-timeout': { kind: 'duration', default: '1m0s' },
  'tls-sni-cert-key': { kind: 'texts', default: '' },
  qps: { kind: 'float', default: '10' },
  version: { kind: 'text', default: 'false', bare: 'true' },
} as const

const read = (...args: string[]) => readFlags(args, table)

describe('readFlags', () => {
  it('takes values with and without an equals sign', () => {
    expect(read('--port=1').number('port')).toBe(1)
    expect(read('--port', '2').number('port')).toBe(2)
    expect(read().number('port')).toBe(6443)
  })

  it('joins lists and negates switches', () => {
    const servers = read('--etcd-servers=a,b', '--etcd-servers', 'c').list('etcd-servers')
    expect(servers).toEqual(['a', 'b', 'c'])
    expect(read('--no-controllers').enabled('controllers')).toBe(false)
    expect(read('--controllers=false').enabled('controllers')).toBe(false)
  })

  it('keeps values that hold commas apart', () => {
    const pairs = ['a.crt,a.key', 'b.crt,b.key:*.b,b']
    const flags = read(...pairs.map((pair) => `--tls-sni-cert-key=${pair}`))
    expect(flags.texts('tls-sni-cert-key')).toEqual(pairs)
    expect(read().texts('tls-sni-cert-key')).toEqual([])
  })

  it('takes a flag without its value where that means something', () => {
    expect(read('--version').text('version')).toBe('true')
    expect(read('--version=raw').text('version')).toBe('raw')
    expect(read().text('version')).toBe('false')
  })

  it('knows what was given', () => {
    expect(read('--port=6443').isGiven('port')).toBe(true)
    expect(read('--no-controllers').isGiven('controllers')).toBe(true)
    expect(read().isGiven('port')).toBe(false)
  })

  it.each([
    [['--token-auth-fil=x'], 'unknown flag: --token-auth-fil; did you mean --token-auth-file?'],
    [['--qqqqqqqqqqqqqqqqqq'], 'unknown flag: --qqqqqqqqqqqqqqqqqq'],
    [['--port'], 'flag needs an argument: --port'],
    [
      ['--port=x'],
      'invalid argument "x" for "--port" flag: strconv.ParseInt: parsing "x": invalid syntax',
    ],
    [
      ['--request-timeout=1'],
      'invalid argument "1" for "--request-timeout" flag: time: missing unit in duration "1"',
    ],
    [
      ['--request-timeout=soon'],
      'invalid argument "soon" for "--request-timeout" flag: time: invalid duration "soon"',
    ],
    [
      ['--controllers=maybe'],
      'invalid argument "maybe" for "--controllers" flag: strconv.ParseBool: parsing "maybe": invalid syntax',
    ],
    [
      ['--qps='],
      'invalid argument "" for "--qps" flag: strconv.ParseFloat: parsing "": invalid syntax',
    ],
    [['up'], 'unknown argument "up"'],
  ])('refuses %j', (args, words) => {
    expect(() => read(...args)).toThrow(words)
  })
})

it.each([
  ['1h0m0s', 3_600_000],
  ['1.5s', 1_500],
  ['300ms', 300],
  ['-1s', -1_000],
  ['0', 0],
  ['1', undefined],
  ['s', undefined],
  ['', undefined],
])('reads the duration %s', (text, ms) => {
  expect(parseDuration(text)).toBe(ms)
})
