import { describe, expect, it } from 'vitest'
import { classNames, parseTexts, textsVersion, withTexts } from './field-texts.ts'

const source = `/**
 * Head of the file
 */
import { V1Peel } from '../models/V1Peel.js';
/**
* A pear is a fruit.
*/
export declare class V1Pear {
    /**
    * How sweet: \\"very\\".
    */
    'sweetness'?: string;
    'peel'?: V1Peel;
    /**
    * What it is at first.
    */
    '_default'?: any;
    static readonly discriminator: string | undefined;
}
`

describe('texts of fields', () => {
  it('are read from the typings of a class', () => {
    const { own, fields } = parseTexts(source)
    expect(own).toBe('A pear is a fruit.')
    expect([...fields]).toEqual([
      ['sweetness', 'How sweet: "very".'],
      ['default', 'What it is at first.'],
    ])
  })

  it('are looked for under the names that the typings use', () => {
    expect(classNames('io.k8s.api.core.v1.PodSpec')).toEqual(['CoreV1PodSpec', 'V1PodSpec'])
  })

  it('are not missed where there are none', () => {
    const schema = { type: 'object' }
    expect(withTexts('io.example.none.v1.Nothing', schema)).toEqual(schema)
    expect(typeof textsVersion()).toBe('string')
  })
})
