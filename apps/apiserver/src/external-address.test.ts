import { expect, it } from 'vitest'
import type { Config } from './config.ts'
import { external } from './presence.ts'

function withName(externalHostname: string | undefined): Config {
  const serving = { externalHostname, bindAddress: '192.0.2.1', securePort: 6443 }
  return { serving } as unknown as Config
}

it.each([
  [undefined, '192.0.2.1:6443'],
  ['api.example.com', 'api.example.com:6443'],
  ['api.example.com:443', 'api.example.com:443'],
  ['fd00::1', '[fd00::1]:6443'],
  ['[fd00::1]:443', '[fd00::1]:443'],
])('by the name %s it is found at %s', (name, address) => {
  expect(external(withName(name))).toBe(address)
})
