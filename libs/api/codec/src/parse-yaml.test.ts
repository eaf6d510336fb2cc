// Broken YAML is refused in the words of Go's parser; what is behind a document is not looked at.
import { expect, test } from 'vitest'
import { parseYaml } from './parse-yaml.ts'

function fault(text: string): string {
  try {
    return `none: ${JSON.stringify(parseYaml(text).value)}`
  } catch (error) {
    return (error as Error).message
  }
}

const pod = (line: string) =>
  `kind: Pod\nmetadata:\n  name: x\nspec:\n  containers:\n  - name: a\n${line}\n`

const faults: readonly (readonly [text: string, fault: string])[] = [
  ['a: [', 'yaml: line 1: did not find expected node content'],
  ['a: [1, 2\nb: 1', "yaml: line 1: did not find expected ',' or ']'"],
  ['a: {b: 1\n', "yaml: line 1: did not find expected ',' or '}'"],
  ['a: b: c', 'yaml: mapping values are not allowed in this context'],
  ['x: 1\na: b: c', 'yaml: line 2: mapping values are not allowed in this context'],
  ["x: 1\na: 'b\n", 'yaml: line 3: found unexpected end of stream'],
  ['a: "\\q"', 'yaml: found unknown escape character'],
  ['a: 1\nb: "\\u12"', 'yaml: line 2: did not find expected hexdecimal number'],
  ['a:\n\tb: 1', 'yaml: line 2: found character that cannot start any token'],
  ['a: @b', 'yaml: found character that cannot start any token'],
  ['a: |\n\tx', 'yaml: line 2: found a tab character where an indentation space is expected'],
  ['a:\n  b: 1\n c: 2', 'yaml: line 2: did not find expected key'],
  ['a: 1\nb\nc: 2', "yaml: line 3: could not find expected ':'"],
  ['a: - b', 'yaml: block sequence entries are not allowed in this context'],
  ['- a\nb: 1', "yaml: line 1: did not find expected '-' indicator"],
  ['a: 1\nb: *x', "yaml: unknown anchor 'x' referenced"],
  ['a: !x!y z', 'yaml: found undefined tag handle'],
  ['a: \u0001', 'yaml: control characters are not allowed'],
  ['%YAML 1.2\n---\na: 1', 'yaml: found incompatible YAML document'],
  [pod('   image: b'), 'yaml: line 6: did not find expected key'],
  [pod('    image: b\n   - name: c'), 'yaml: line 7: did not find expected key'],
]

test('every common mistake has the text that Go gives it', () => {
  for (const [text, wanted] of faults) expect([text, fault(text)]).toEqual([text, wanted])
})

test('a document ends where its first value ends', () => {
  expect(parseYaml('a: 1\n---\n[').value).toEqual({ a: 1 })
  expect(parseYaml('{a: 1} b').value).toEqual({ a: 1 })
  expect(parseYaml('').value).toBe(null)
  expect(parseYaml('a: !thing 5\nb: !!str 6\nc: |\n  x\n   y\nd: [{e: f}, "\\x41"]').value).toEqual(
    {
      a: '5',
      b: '6',
      c: 'x\n y\n',
      d: [{ e: 'f' }, 'A'],
    },
  )
})

test('K8, K9, N7: nesting and length have bounds', () => {
  const began = performance.now()
  for (const text of ['[', '{', '- ', '? ', '[{']) {
    expect(fault(text.repeat(100_000))).toBe('yaml: exceeded max depth of 10000')
  }
  expect(performance.now() - began).toBeLessThan(2000)
})
