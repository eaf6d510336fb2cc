import { expect, it } from 'vitest'
import { AddressCount } from './address-count.ts'

it('bounds one address only when connections are scarce', () => {
  const count = new AddressCount({ connectionsMax: 8, connectionsPerAddressMax: 2 })
  for (let number = 0; number < 6; number++) expect(count.add('a')).toBe(true)
  expect(count.add('a')).toBe(false)
  expect(count.add('b')).toBe(true)
  expect(count.add('b')).toBe(true)
  expect(count.add('b')).toBe(false)
  for (let number = 0; number < 6; number++) count.remove('a')
  expect(count.add('b')).toBe(true)
})
