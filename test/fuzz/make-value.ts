// in: a type of the catalogue → out: a value of it, plausible in shape and odd in content. Never: a check.
import type {
  FieldDef,
  ListType,
  MapType,
  ObjectType,
  ScalarType,
  TypeDef,
} from '@binnacle/catalogue'
import {
  amountsOrTexts,
  bytes,
  floats,
  integers,
  quantities,
  texts,
  times,
  words,
} from './odd-values.ts'
import type { Random } from '../harness/random.ts'

const depthMax = 9

export function makeValue(random: Random, type: TypeDef, depth = 0): unknown {
  switch (type.kind) {
    case 'object':
      return makeObject(random, type, depth)
    case 'map':
      return makeMap(random, type, depth)
    case 'list':
      return makeList(random, type, depth)
    case 'scalar':
      return makeScalar(random, type)
    default:
      return random.pick([{}, { a: 'b' }, { a: { b: [1, 'x', null] } }, [1], 'x', 5])
  }
}

/** Deep objects have what they must have, and little more. */
function makeObject(random: Random, type: ObjectType, depth: number): Record<string, unknown> {
  const made: Record<string, unknown> = {}
  const share = depth === 0 ? 0.9 : depth < 4 ? 0.4 : 0.15
  for (const [name, field] of type.fields) {
    if (name === 'managedFields') continue
    const wanted = field.required ? 0.95 : depth > depthMax ? 0 : share
    if (random.chance(wanted)) made[name] = makeField(random, field, depth)
  }
  return made
}

function makeField(random: Random, field: FieldDef, depth: number): unknown {
  if (field.values && random.chance(0.7)) {
    const word = random.pick(field.values)
    return field.type.kind === 'list' ? [word] : word
  }
  return makeValue(random, field.type, depth + 1)
}

function makeMap(random: Random, type: MapType, depth: number): Record<string, unknown> {
  const made: Record<string, unknown> = {}
  if (depth > depthMax) return made
  for (let count = random.whole(3); count > 0; count--) {
    const key = random.pick([...texts, ...words, 'storage', 'memory', 'example.com/gpu'])
    // A key as any other, not the prototype.
    Object.defineProperty(made, key, {
      value: makeValue(random, type.values, depth + 1),
      enumerable: true,
      configurable: true,
      writable: true,
    })
  }
  return made
}

function makeList(random: Random, type: ListType, depth: number): unknown[] {
  if (depth > depthMax) return []
  const list = Array.from({ length: 1 + random.whole(2) }, () =>
    makeValue(random, type.items, depth + 1),
  )
  if (random.chance(0.1)) list.push(structuredClone(list[0]))
  return list
}

function makeScalar(random: Random, { scalar }: ScalarType): unknown {
  switch (scalar) {
    case 'string':
      return random.pick(random.chance(0.5) ? texts : words)
    case 'bytes':
      return random.pick(bytes)
    case 'boolean':
      return random.chance(0.5)
    case 'int32':
    case 'int64':
    case 'integer':
      return random.pick(integers)
    case 'float':
    case 'double':
      return random.pick(floats)
    case 'time':
    case 'microTime':
      return random.pick(times)
    case 'quantity':
      return random.pick(quantities)
    case 'intOrString':
      return random.pick(amountsOrTexts)
    default:
      return random.pick(texts)
  }
}
