// in: the text of a JSON document → out: what a parser must know beforehand. Never: values.

export interface JsonTraits {
  /** Members of all objects; fewer after parsing means duplicates. */
  readonly members: number
  readonly depth: number
  /** Has numbers that JavaScript would not keep as they are: 16 digits and more, `1.0`, `1e3`. */
  readonly oddNumbers: boolean
}

const quote = 34
const backslash = 92

/** Skips from string to string, so that the cost is that of the punctuation. */
export function scanJson(text: string): JsonTraits {
  let members = 0
  let depth = 0
  let deepest = 0
  let oddNumbers = false
  let digits = 0
  const { length } = text
  for (let at = 0; at < length; at++) {
    const code = text.charCodeAt(at)
    if (code >= 48 && code <= 57) {
      digits++
      if (digits >= 16) oddNumbers = true
      continue
    }
    if (digits > 0) {
      if (code === 46 || code === 101 || code === 69) oddNumbers = true
      digits = 0
    }
    if (code === quote) {
      at = endOfString(text, at)
      if (at < 0) break
    } else if (code === 58) members++
    else if (code === 123 || code === 91) {
      depth++
      if (depth > deepest) deepest = depth
    } else if (code === 125 || code === 93) depth--
  }
  return { members, depth: deepest, oddNumbers }
}

/** Position of the closing quote, or -1. */
export function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start + 1)
  while (end > 0 && text.charCodeAt(end - 1) === backslash) {
    let slashes = 1
    while (text.charCodeAt(end - 1 - slashes) === backslash) slashes++
    if (slashes % 2 === 0) break
    end = text.indexOf('"', end + 1)
  }
  return end
}

/** Position behind the object or list that starts there, however deep it goes. */
export function endOfContainer(text: string, start: number): number {
  let depth = 0
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === quote) at = endOfString(text, at)
    else if (code === 123 || code === 91) depth++
    else if (code === 125 || code === 93) {
      depth--
      if (depth === 0) return at + 1
    }
  }
  return text.length
}

/** Members of all objects below a value. */
export function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  let count = 0
  const queue: object[] = [value]
  for (let container = queue.pop(); container !== undefined; container = queue.pop()) {
    if (Array.isArray(container)) {
      for (const item of container) if (typeof item === 'object' && item !== null) queue.push(item)
      continue
    }
    for (const key in container) {
      count++
      const inner = (container as Record<string, unknown>)[key]
      if (typeof inner === 'object' && inner !== null) queue.push(inner)
    }
  }
  return count
}
