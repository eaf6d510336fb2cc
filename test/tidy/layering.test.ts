// The order of the rooms holds: nobody imports upwards, sideways or around an entry.
import { describe, expect, it } from 'vitest'
import { forbiddenImports, untagged } from './layering.ts'

describe('layering', () => {
  it('knows the floor and the room of every package', () => {
    expect(untagged()).toEqual([])
  })

  it('lets nobody import what stands above or beside', () => {
    expect(forbiddenImports()).toEqual([])
  })
})
