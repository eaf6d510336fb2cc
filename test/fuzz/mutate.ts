// in: an object and its type → out: the object with a few places broken. Never: valid on purpose.
import type { TypeDef } from '@binnacle/catalogue'
import { makeValue } from './make-value.ts'
import type { Random } from '../harness/random.ts'

interface Place {
  readonly container: Record<string, unknown> | unknown[]
  readonly key: string | number
  readonly type: TypeDef
}

export function mutate(random: Random, object: Record<string, unknown>, type: TypeDef): void {
  for (let count = 1 + random.whole(3); count > 0; count--) {
    const places: Place[] = []
    collect(places, object, type)
    if (places.length === 0) return
    breakAt(random, random.pick(places))
  }
}

function collect(places: Place[], value: unknown, type: TypeDef): void {
  if (typeof value !== 'object' || value === null) return
  if (Array.isArray(value)) {
    if (type.kind !== 'list') return
    value.forEach((item, key) => {
      places.push({ container: value, key, type: type.items })
      collect(places, item, type.items)
    })
    return
  }
  const container = value as Record<string, unknown>
  if (type.kind === 'map') {
    for (const key of Object.keys(container)) {
      places.push({ container, key, type: type.values })
      collect(places, container[key], type.values)
    }
    return
  }
  if (type.kind !== 'object') return
  for (const [key, field] of type.fields) {
    if (key === 'apiVersion' || key === 'kind' || key === 'managedFields') continue
    places.push({ container, key, type: field.type })
    if (Object.hasOwn(container, key)) collect(places, container[key], field.type)
  }
}

function breakAt(random: Random, { container, key, type }: Place): void {
  const roll = random.next()
  if (roll < 0.15) {
    if (Array.isArray(container)) container.splice(key as number, 1)
    else delete container[key]
    return
  }
  const set = (value: unknown) => {
    ;(container as Record<string | number, unknown>)[key] = value
  }
  const now = (container as Record<string | number, unknown>)[key]
  if (roll < 0.2) set(null)
  else if (roll < 0.25) set(random.pick([[], {}, 'x', 5, true, [[]], -1.5]))
  else if (roll < 0.3 && Array.isArray(now) && now.length > 0) {
    set([
      ...now,
      ...Array.from({ length: random.pick([1, 40, 70]) }, () => structuredClone(now[0])),
    ])
  } else set(makeValue(random, type, random.whole(4)))
}
