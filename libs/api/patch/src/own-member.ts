// in: a JSON object and a name → out: its own member. Never: what the prototype has under that name.
import { NumberLiteral } from '@binnacle/schema'

/** Undefined when absent; `__proto__` and `constructor` are names like any other. */
export function ownMember(object: object, name: string): unknown {
  return Object.hasOwn(object, name) ? (object as Record<string, unknown>)[name] : undefined
}

/** Sets a member so that `__proto__` becomes a member as well. */
export function setMember(object: object, name: string, value: unknown): void {
  if (name === '__proto__') {
    const property = { value, writable: true, enumerable: true, configurable: true }
    Object.defineProperty(object, name, property)
  } else {
    ;(object as Record<string, unknown>)[name] = value
  }
}

/** True for a JSON object: neither null, nor an array, nor a number that keeps its spelling. */
export function isDict(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return !(value instanceof NumberLiteral)
}

/** Own members, `__proto__` kept. */
export function shallowCopy(object: object): Record<string, unknown> {
  return { ...(object as Record<string, unknown>) }
}
