import { expect, test } from 'vitest'
import { canonicalCidr, canonicalIp, parseCidr, parseIp } from './ip-address.ts'

test.each([
  ['10.0.0.1', '10.0.0.1'],
  ['010.0.0.1', '10.0.0.1'],
  ['::ffff:1.2.3.4', '1.2.3.4'],
  ['2001:DB8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
  ['::', '::'],
  ['1.2.3', undefined],
  ['1.2.3.256', undefined],
  ['1::2::3', undefined],
  ['1:2:3:4:5:6:7:8:9', undefined],
])('writes %s as %s', (text, shown) => {
  expect(canonicalIp(text)).toBe(shown)
})

test('K27: sees padded and mapped forms', () => {
  expect(parseIp('10.00.0.1')).toMatchObject({ family: 4, padded: true, mapped: false })
  expect(parseIp('::ffff:10.0.0.1')).toMatchObject({ family: 4, mapped: true })
})

test('cuts a network to its prefix', () => {
  expect(canonicalCidr('10.1.2.3/16')).toBe('10.1.0.0/16')
  expect(canonicalCidr('fd00::1/108')).toBe('fd00::/108')
  expect(parseCidr('10.0.0.0/33')).toBeUndefined()
})
