// in: a source of chance and the schema of `self` → out: expressions: right ones, dear ones, wrong
// ones and no expressions at all.
// Never: an answer.
import type { Random } from '../harness/random.ts'
import type { Schema } from './cel-schemas.ts'

interface Scope {
  readonly random: Random
  /** Paths that mean something, with the schema there. */
  readonly paths: readonly (readonly [string, Schema])[]
  depth: number
}

export function makeExpression(random: Random, schema: Schema): string {
  // Short ones are oftener right, and cheap enough to be taken.
  const scope: Scope = { random, paths: pathsOf(schema), depth: random.whole(7) }
  const text = random.chance(0.1) ? monster(random) : bool(scope)
  return random.chance(0.15) ? spoiled(random, text) : text
}

function pathsOf(schema: Schema, at = 'self', depth = 0): (readonly [string, Schema])[] {
  const own = [[at, schema] as const]
  if (depth > 4) return own
  if (schema.properties) {
    const inner = Object.entries<Schema>(schema.properties).flatMap(([name, each]) =>
      pathsOf(each, `${at}.${escaped(name)}`, depth + 1),
    )
    return [...own, ...inner]
  }
  if (schema.items) return [...own, ...pathsOf(schema.items, `${at}[0]`, depth + 1)]
  if (schema.additionalProperties) {
    return [...own, ...pathsOf(schema.additionalProperties, `${at}["k0"]`, depth + 1)]
  }
  return own
}

function escaped(name: string): string {
  if (name === 'in') return '__in__'
  return name.replaceAll('__', '__underscores__').replaceAll('-', '__dash__')
}

const hard = ['(a+)+$', '(a|a)*b', '(.*)*x', '[', 'a{1000}', '(a{0,50}){0,50}', '\\\\pL+', '^$']

function pathTo(scope: Scope, type: string): string | undefined {
  const fitting = scope.paths.filter(([, schema]) => schema.type === type)
  return fitting.length === 0 ? undefined : scope.random.pick(fitting)[0]
}

function bool(scope: Scope): string {
  const { random } = scope
  if (scope.depth++ > 6) return random.pick(['true', 'false', 'has(self.a)'])
  const some = [
    () => `${bool(scope)} ${random.pick(['&&', '||', '=='])} ${bool(scope)}`,
    () => `!(${bool(scope)})`,
    () => `${bool(scope)} ? ${bool(scope)} : ${bool(scope)}`,
    () => `${int(scope)} ${random.pick(['<', '<=', '==', '!=', '>'])} ${int(scope)}`,
    () => `${text(scope)} ${random.pick(['==', '!=', '<'])} ${text(scope)}`,
    () => `${text(scope)}.matches('${random.pick(hard)}')`,
    () => `${text(scope)}.${random.pick(['contains', 'startsWith', 'endsWith'])}(${text(scope)})`,
    () => `has(${fieldIn(scope)})`,
    () => 'self == oldSelf',
    () => `${random.pick(scope.paths)[0]} in ${list(scope)}`,
    () => loop(scope, random.pick(['all', 'exists', 'exists_one'])),
    () => `isURL(${text(scope)}) || isIP(${text(scope)}) || isQuantity(${text(scope)})`,
    () => `${list(scope)}.isSorted()`,
    () => `sets.contains(${list(scope)}, ${list(scope)})`,
  ]
  return random.pick(some)()
}

/** `has` asks for fields alone. */
function fieldIn({ random, paths }: Scope): string {
  const fields = paths.filter(([path]) => /\.[\w]+$/.test(path))
  return fields.length > 0 ? random.pick(fields)[0] : 'self.nothing'
}

function loop(scope: Scope, macro: string): string {
  const name = `v${scope.depth}`
  const inner = { ...scope, paths: [...scope.paths, [name, {}] as const] }
  return `${list(scope)}.${macro}(${name}, ${bool(inner)})`
}

function int(scope: Scope): string {
  const { random } = scope
  if (scope.depth++ > 6) return String(random.whole(100))
  const path = pathTo(scope, 'integer')
  const some = [
    () => path ?? '1',
    () => `size(${random.chance(0.5) ? text(scope) : list(scope)})`,
    () => `(${int(scope)} ${random.pick(['+', '-', '*', '/', '%'])} ${int(scope)})`,
    () => `int(${text(scope)})`,
    () => random.pick(['9223372036854775807', '-9223372036854775808', '0', '1e400', '0x7f']),
    () => `${text(scope)}.indexOf(${text(scope)})`,
    () => `duration('1h').getSeconds()`,
  ]
  return random.pick(some)()
}

function text(scope: Scope): string {
  const { random } = scope
  if (scope.depth++ > 6) return "'x'"
  const path = pathTo(scope, 'string')
  const some = [
    () => path ?? "'a'",
    () => `string(${int(scope)})`,
    () => `(${text(scope)} + ${text(scope)})`,
    () => `${text(scope)}.replace('a', 'aaaa')`,
    () => `${text(scope)}.lowerAscii()`,
    () => `${list(scope)}.map(v, string(v)).join(',')`,
    () => `${text(scope)}.substring(${int(scope)})`,
    () => `'%s %d'.format([${text(scope)}, ${int(scope)}])`,
    () => `${text(scope)}.findAll('${random.pick(hard)}')[0]`,
    () => `'${random.pick(['', 'é', '\\\\u0000', '𝒳', 'a'.repeat(200)])}'`,
  ]
  return random.pick(some)()
}

function list(scope: Scope): string {
  const { random } = scope
  if (scope.depth++ > 6) return '[1]'
  const path = pathTo(scope, 'array') ?? pathTo(scope, 'object')
  const some = [
    () => path ?? '[1, 2]',
    () => path ?? "['a']",
    () => `${text(scope)}.split('')`,
    () => `(${list(scope)} + ${list(scope)})`,
    () => `${list(scope)}.filter(f, ${bool(scope)})`,
    () => `${list(scope)}.map(m, ${list(scope)})`,
    () => '[1, 2, 3, 4, 5, 6, 7, 8]',
  ]
  return random.pick(some)()
}

/** What a parser or an estimate may stumble over. */
function monster(random: Random): string {
  const count = random.pick([10, 49, 51, 250, 251, 2_000, 20_000])
  const some = [
    () => `${'('.repeat(count)}true${')'.repeat(count)}`,
    () => `${'!'.repeat(count)}true`,
    () => `${'-'.repeat(count)}1 < 0`,
    () => `${'['.repeat(count)}${']'.repeat(count)} == []`,
    () => Array.from({ length: count }, () => 'true').join(' && '),
    () =>
      Array.from({ length: count }, () => '1')
        .join(' + ')
        .concat(' > 0'),
    () =>
      `${Array.from({ length: count }, () => 'true ? ').join('')}true${' : false'.repeat(count)}`,
    () => `self${'.a'.repeat(count)} == 1`,
    () => `self${'[0]'.repeat(count)} == 1`,
    () => nestedLoops(random.pick([2, 5, 8, 12, 30])),
    () => `'${'x'.repeat(count)}'.matches('${'(a*)*'.repeat(Math.min(count, 2_000))}')`,
    () => `[${Array.from({ length: count }, (_, n) => n).join()}].all(x, x >= 0)`,
    () => `{${Array.from({ length: count }, (_, n) => `'k${n}': ${n}`).join()}}.size() > 0`,
    () => `'${'\\\\u00e9'.repeat(count)}' == ''`,
  ]
  return random.pick(some)()
}

function nestedLoops(depth: number): string {
  const ten = '[1,2,3,4,5,6,7,8,9,10]'
  let text = 'true'
  for (let level = 0; level < depth; level++) text = `${ten}.all(x${level}, ${text})`
  return text
}

const odd = [
  '(',
  ')',
  '"',
  "'",
  '\\',
  '.',
  '?',
  '[',
  '{',
  '\n',
  '\u0000',
  '\ud800',
  'in',
  '0x',
  'b"',
]

function spoiled(random: Random, expression: string): string {
  const at = random.whole(expression.length + 1)
  const cut = random.chance(0.5) ? at + random.whole(10) : at
  return (
    expression.slice(0, at) + (random.chance(0.7) ? random.pick(odd) : '') + expression.slice(cut)
  )
}
