// in: any JSON value → out: the same with the members of all objects in the order of their names' bytes.

const beyondPlane = /[\ud800-\udfff]/

/** The value is not changed; numbers and texts are shared with it. */
export function inByteOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map(inByteOrder)
  const kind = Object.getPrototypeOf(value)
  // Numbers that are more than a number stay what they are.
  if (kind !== Object.prototype && kind !== null) return value
  const entries = Object.entries(value).sort(byName)
  return Object.fromEntries(entries.map(([name, member]) => [name, inByteOrder(member)]))
}

/** Code units sort as bytes do, but for letters that take two of them. */
function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  if (beyondPlane.test(a) || beyondPlane.test(b)) {
    return Buffer.compare(Buffer.from(a), Buffer.from(b))
  }
  return a < b ? -1 : 1
}
