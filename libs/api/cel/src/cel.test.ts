import { expect, test } from 'vitest'
import {
  baseEnvironment,
  compileExpression,
  evaluate,
  extend,
  Failure,
  jsonValue,
  type Program,
  schemaType,
  sizeWithin,
  structsWithin,
  worstCost,
} from './index.ts'

const schema = {
  type: 'object',
  properties: {
    n: { type: 'integer' },
    s: { type: 'string', maxLength: 64 },
    u: { type: 'string' },
    l: { type: 'array', maxItems: 8, items: { type: 'string', maxLength: 8 } },
    m: { type: 'object', additionalProperties: { type: 'integer' } },
    'a-b': { type: 'string' },
  },
}
const decl = schemaType(schema, false, 'selfType')
if (decl === undefined) throw new Error('no type')
const environment = extend(baseEnvironment, [['self', decl.type]], structsWithin(decl))

function program(source: string): Program {
  const compiled = compileExpression(source, environment)
  if ('issues' in compiled) throw new Error(compiled.issues)
  return compiled.program
}

function value(source: string, self: unknown = {}): unknown {
  const activation = (name: string) => (name === 'self' ? jsonValue(self, schema) : undefined)
  const result = evaluate(program(source), activation).value
  return result instanceof Failure ? result.message : result
}

test('points at what cannot be compiled', () => {
  const texts = ['self.n >', "self.n == 'x'", 'self.nosuch == 1', 'now()'].map((source) => {
    const compiled = compileExpression(source, environment)
    return 'issues' in compiled ? compiled.issues.split('\n')[0] : ''
  })
  expect(texts[0]).toMatch(
    /^ERROR: <input>:1:9: Syntax error: mismatched input '<EOF>' expecting \{'\['/,
  )
  expect(texts.slice(1)).toEqual([
    "ERROR: <input>:1:8: found no matching overload for '_==_' applied to '(int, string)'",
    "ERROR: <input>:1:5: undefined field 'nosuch'",
    "ERROR: <input>:1:4: undeclared reference to 'now' (in container '')",
  ])
})

test('computes with fields, lists and maps', () => {
  expect(value('self.n + 1', { n: 2 })).toBe(3n)
  expect(value('self.l.all(x, x.startsWith("a"))', { l: ['a', 'ab'] })).toBe(true)
  expect(value('self.m.exists(k, v, k == "x" && v > 1)', { m: { x: 2 } })).toBe(true)
  expect(value('has(self.a__dash__b)', { 'a-b': 'x' })).toBe(true)
  expect(value('self.l.map(x, x + "!").join(",")', { l: ['a', 'b'] })).toBe('a!,b!')
  expect(value('self.?s.orValue("none")')).toBe('none')
})

test('says why there is no value', () => {
  expect(value('self.n / 0 == 1', { n: 1 })).toBe('division by zero')
  expect(value('self.s')).toBe('no such key: s')
  expect(value('self.l[3]', { l: [] })).toBe('index out of bounds: 3')
  expect(value('self.n / 0 == 1 || true', { n: 1 })).toBe(true)
})

test('stops what runs away', () => {
  const heavy = 'lists.range(2000).all(x, lists.range(2000).all(y, y >= 0))'
  const start = performance.now()
  expect(value(heavy)).toBe('operation cancelled: actual cost limit exceeded')
  expect(performance.now() - start).toBeLessThan(2000)
})

test('estimates the worst cost from the limits of the schema', () => {
  const cost = (source: string) => worstCost(program(source), (path) => sizeWithin(decl, path))
  expect(cost('self.n > 1')).toBeLessThan(10)
  expect(cost('self.l.all(x, x == "a")')).toBeLessThan(100)
  expect(cost('self.u.contains(self.u)')).toBeGreaterThan(1e9)
})

test('rounds exact ties to even, and compares integers with doubles as doubles', () => {
  expect(value('"%.0f %.1f %.2f".format([2.5, 0.25, -1.125])')).toBe('2 0.2 -1.12')
  expect(value('"%e %.10e".format([2097152.5, 1.5])')).toBe('2.097152×10⁰⁶ 1.500000×10⁰⁰')
  expect(value('9007199254740993 == dyn(9007199254740992.0)')).toBe(true)
})
