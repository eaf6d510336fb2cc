import { describe, expect, it } from 'vitest'
import { selectorFaults } from './selector-expression.ts'

const faults = (source: string) => selectorFaults('at', source).map(({ detail }) => detail)

describe('the expression of a device selector', () => {
  it('may ask for what a device has', () => {
    expect(faults('device.driver == "gpu.example.com"')).toEqual([])
    expect(faults('device.attributes["a.b"].flag')).toEqual([])
    expect(faults('device.capacity["a.b"].memory.compareTo(quantity("1Gi")) >= 0')).toEqual([])
    expect(faults('cel.bind(d, device.attributes["a.b"], d.one && d.two)')).toEqual([])
  })

  it('says yes or no, of fields that are there', () => {
    expect(faults('1 + 1')).toEqual(['must evaluate to bool or the unknown type, not int'])
    expect(faults('device.nope')[0]).toContain("undefined field 'nope'")
  })
})
