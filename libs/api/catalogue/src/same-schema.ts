// in: a schema → out: the one that was read before it and says the same, else itself. Never: a change.
import { createHash } from 'node:crypto'

const known = new Map<string, WeakRef<object>>()
const forgotten = new FinalizationRegistry<string>((key) => {
  if (known.get(key)?.deref() === undefined) known.delete(key)
})

/**
 * Versions of a definition and definitions made from one template share one schema in memory, and
 * all that is worked out of it. Only for schemas that nobody changes. `text` is its JSON.
 */
export function sameSchema<T extends object>(schema: T, text: string): T {
  const key = createHash('sha256').update(text).digest('base64')
  const there = known.get(key)?.deref()
  if (there !== undefined) return there as T
  known.set(key, new WeakRef(schema))
  forgotten.register(schema, key)
  return schema
}
