import { describe, expect, it } from 'vitest'
import { typingsOf, withTexts } from './field-texts.ts'
import { parseMethodTexts, parameterText } from './parameter-texts.ts'
import { textsVersion } from './text-packages.ts'
import { parseTypeTexts } from './type-texts.ts'

const source = `import { IPeel } from "./Peel.js";
/**
 * A pear is a fruit.
 */
export interface IPear extends TypeMeta {
    "apiVersion": "v1";
    /**
     * How sweet: \\*very\\*.
     *
     * Possible values:
     *  - \`"Green"\` not yet.
     */
    "sweetness"?: "Green" | "Ripe";
    "stalk"?: {
        /**
         * Not its own.
         */
        "length": number;
    };
    /**
     * What is outside.
     */
    "peel"?: IPeel;
}
`

const method = String.raw`
    /**
     * list pears
     * @param basket where they are
     * @param _continue whatever is left.  Not with \&#39;all\&#39;:   - one   - two  That is it.
     */
    listPears(basket: string, _continue?: string): Promise<void>;
`

describe('texts of fields', () => {
  it('are read from the typings of an interface', () => {
    const { own, members } = parseTypeTexts(source)
    expect(own).toBe('A pear is a fruit.')
    expect([...members]).toEqual([
      ['sweetness', 'How sweet: *very*.\n\nPossible values:\n - `"Green"` not yet.'],
      ['peel', 'What is outside.'],
    ])
  })

  it('are looked for where the typings are, under earlier versions too', () => {
    expect(typingsOf('io.k8s.api.core.v1.PodSpec')[0]).toBe('./v1/PodSpec.d.ts')
    expect(typingsOf('io.k8s.api.rbac.v1.Role')).toContain('rbac.authorization.k8s.io/v1/Role.d.ts')
    expect(typingsOf('io.k8s.api.node.v1.Thing')).toContain('node.k8s.io/v1beta1/Thing.d.ts')
    expect(typingsOf('io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta')).toEqual([
      'apis/meta/v1/ObjectMeta.d.ts',
    ])
  })

  it('are not missed where there are none', () => {
    const schema = { type: 'object' }
    expect(withTexts('io.example.none.v1.Nothing', schema)).toEqual(schema)
    expect(typeof textsVersion()).toBe('string')
  })
})

describe('texts of parameters', () => {
  it('are read from the comment of a method, with its line breaks', () => {
    const texts = parseMethodTexts(method, 'listPears', (text) => text)
    expect(texts.get('basket')).toBe('where they are')
    expect(texts.get('continue')).toBe(
      "whatever is left.  Not with 'all':   - one   - two  That is it.",
    )
    expect(parseMethodTexts(method, 'listPlums', (text) => text).size).toBe(0)
  })

  it('say of options what the reference says', () => {
    expect(parameterText('PodExecOptions', 'tty')).toMatch(/^TTY if true indicates/)
    expect(parameterText('list', 'resourceVersion')).toMatch(/for details\.\n\nDefaults to unset$/)
    expect(parameterText('nothing', 'tty')).toBeUndefined()
  })
})
