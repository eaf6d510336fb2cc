// Answers in protobuf say the same as their JSON, in the bytes that Go would write.
import { builtins, type ObjectType, type TypeDef } from '@binnacle/catalogue'
import { type Dict, formatApiVersion } from '@binnacle/meta'
import { decodeTyped } from '@binnacle/schema'
import { describe, expect, it } from 'vitest'
import { envelopeOf, frameProtobuf, itemHead, protobufMessage, protobufType } from './index.ts'
import { parseProtobuf } from './parse-protobuf.ts'
import { writeProtobuf } from './write-protobuf.ts'

/** A generator with a memory: the same objects in every run. */
function dice(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff
    return (state >>> 8) % below
  }
}

const texts = ['a', 'größe', '日本', '😀', 'x'.repeat(300), 'a "b" <c> &', '__proto__']
const integers = [1, -1, 300, 2 ** 31 - 1, -(2 ** 31)]

function sample(type: TypeDef, roll: (below: number) => number, depth: number): unknown {
  switch (type.kind) {
    case 'object':
      return sampleObject(type, roll, depth + 1)
    case 'list':
      return Array.from({ length: 1 + roll(2) }, () => sample(type.items, roll, depth + 1))
    case 'map': {
      const entries = ['b', 'a', '10', '9', 'ä', 'constructor'].slice(roll(5))
      return Object.fromEntries(entries.map((key) => [key, sample(type.values, roll, depth + 1)]))
    }
    case 'any':
      if (type.form === 'schemaOrBool') return roll(2) === 0 ? true : { type: 'string' }
      if (type.form === 'schemaOrArray') return roll(2) === 0 ? { title: 't' } : [{ title: 'u' }]
      if (type.form === 'schemaOrStrings') return roll(2) === 0 ? ['p'] : { title: 'v' }
      return { a: [1, null, 'x'], b: { c: 1.5 } }
    case 'scalar':
      return sampleScalar(type.scalar, roll)
  }
}

function sampleScalar(scalar: string, roll: (below: number) => number): unknown {
  switch (scalar) {
    case 'boolean':
      return true
    case 'int32':
      return integers[roll(5)]
    case 'int64':
      return [...integers, 2n ** 62n + 1n, -(2n ** 63n), 2 ** 40][roll(8)]
    case 'double':
      return [1.5, -2e300][roll(2)]
    case 'bytes':
      return ['AQI=', '/////w=='][roll(2)]
    case 'time':
      return ['2026-11-28T06:59:51Z', '1969-12-31T23:59:59Z'][roll(2)]
    case 'microTime':
      return ['2026-11-28T06:59:51.000001Z', '1950-01-01T00:00:00.123456Z'][roll(2)]
    case 'quantity':
      return ['1', '500m', '2Gi'][roll(3)]
    case 'intOrString':
      return [8080, 'web', -1][roll(3)]
    default:
      return texts[roll(texts.length)]
  }
}

function sampleObject(type: ObjectType, roll: (below: number) => number, depth: number): Dict {
  const object: Dict = {}
  for (const [name, field] of type.fields) {
    if (name === 'kind' || name === 'apiVersion') continue
    const isSchema = type.goName === 'JSONSchemaProps'
    if (roll(10) < 4 + depth + (isSchema ? 3 : 0)) continue
    object[name] = sample(field.type, roll, depth)
  }
  return object
}

const text = (value: unknown) => JSON.stringify(value)

describe('writeProtobuf', () => {
  it('writes every built-in kind so that it reads back the same', () => {
    let objects = 0
    for (const def of builtins.all()) {
      const type = protobufType(def)
      if (type === undefined) throw new Error(`${def.kind} has no protobuf form`)
      for (let seed = 1; seed <= 4; seed++) {
        const object = sampleObject(type, dice(seed), 0)
        const names = { kind: def.kind, apiVersion: formatApiVersion(def) }
        const bytes = writeProtobuf({ ...names, ...structuredClone(object) }) as Buffer
        const read = decodeTyped(parseProtobuf(bytes), type) as Dict
        const meant = decodeTyped({ ...names, ...object }, type) as Dict
        expect(text(sorted(read))).toBe(text(sorted(meant)))
        objects++
      }
    }
    expect(objects).toBeGreaterThan(250)
  })

  it('writes zeros of what is no pointer, maps by their keys, and embedded structs', () => {
    const type = protobufType({ group: '', version: 'v1', kind: 'ConfigMap' }) as ObjectType
    const metadata = { name: 'n', creationTimestamp: null }
    const bytes = protobufMessage({ metadata, data: { b: '', a: 'é', '10': 'x' } }, type)
    const head = Buffer.from(
      '0a10 0a016e 1200 1a00 2200 2a00 3200 3800 4200'.replaceAll(' ', ''),
      'hex',
    )
    head[1] = head.length - 2
    const data = Buffer.from(
      '1207 0a023130 120178 1207 0a0161 1202c3a9 1205 0a0162 1200'.replaceAll(' ', ''),
      'hex',
    )
    expect(bytes.toString('hex')).toBe(Buffer.concat([head, data]).toString('hex'))
    const pod = protobufType({ group: '', version: 'v1', kind: 'Volume' })
    expect(pod).toBe(undefined)
  })

  it('says what is in the envelope, also where there is no version', () => {
    const bytes = writeProtobuf({ kind: 'APIVersions', versions: ['v1'] }) as Buffer
    expect(bytes.toString('latin1')).toBe(
      'k8s\0\n\x0f\n\0\x12\x0bAPIVersions\x12\x04\n\x02v1\x1a\0"\0',
    )
    expect(writeProtobuf({ kind: 'Table', apiVersion: 'meta.k8s.io/v1' })).toBe(undefined)
  })

  it('numbers the older list of metadata the other way round', () => {
    const list = { kind: 'PartialObjectMetadataList', metadata: { resourceVersion: '5' } }
    const of = (version: string) =>
      (writeProtobuf({ ...list, apiVersion: `meta.k8s.io/${version}` }) as Buffer).toString('hex')
    expect(of('v1')).toContain('0a070a001201351a00')
    expect(of('v1beta1')).toContain('12070a001201351a00')
  })

  it('frames events, lists their items and copes with messages of any size', () => {
    expect(frameProtobuf('ADDED', [Buffer.from('ab'), Buffer.from('c')], true).toString('latin1'))
      // The length, the type, and the object within its extension.
      .toBe('\0\0\0\x0e\n\x05ADDED\x12\x05\n\x03abc')
    expect(frameProtobuf('ADDED', [Buffer.from('abc')], false).length).toBe(14)
    expect(itemHead(300).toString('hex')).toBe('12ac02')
    expect(envelopeOf('v1', 'Pod', 5).after.toString('hex')).toBe('1a002200')
    const big = { kind: 'ConfigMap', apiVersion: 'v1', metadata: {}, data: { k: 'ü'.repeat(1e6) } }
    expect(parseProtobuf(writeProtobuf(big) as Buffer).data.k.length).toBe(1e6)
    // An object that cannot be written leaves nothing behind for the next one.
    const type = protobufType({ group: '', version: 'v1', kind: 'ConfigMap' }) as ObjectType
    const poisoned = Object.defineProperty({ data: { a: 'b' } }, 'metadata', {
      get: () => {
        throw new Error('no')
      },
    })
    expect(() => protobufMessage(poisoned, type)).toThrow('no')
    expect(protobufMessage({}, type).length).toBe(18)
  })
})

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  )
}
