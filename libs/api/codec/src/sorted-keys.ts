// in: an object → out: its keys in the order of their bytes in UTF-8, which is Go's order.

const beyondPlane = /[\ud800-\udfff]/

export function sortedKeys(map: object): string[] {
  const keys = Object.keys(map)
  if (keys.length < 2) return keys
  // By code units, which is the same order but for letters that take two of them.
  if (!keys.some((key) => beyondPlane.test(key))) return keys.sort()
  return keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
}
