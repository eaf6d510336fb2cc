// in: rules and the type that they see → out: what they compiled to before, if that is still there.
// Never: compiling.
import { createHash } from 'node:crypto'
import type { DeclType } from './environment.ts'
import type { CompiledRule, Rule } from './rules.ts'

/** Versions of a definition, and definitions made from one template, have the same rules. */
const known = new Map<string, WeakRef<CompiledRule[]>>()
const forgotten = new FinalizationRegistry<string>((key) => {
  if (known.get(key)?.deref() === undefined) known.delete(key)
})

/** What nobody else holds lives on for a while: a definition is checked before it is served. */
const recent: (CompiledRule[] | undefined)[] = []
const recentMax = 256
let recentAt = 0

const keys = new WeakMap<DeclType, string>()

/** All of a type but the names of structs, which nothing can rely on. */
function keyOfType(decl: DeclType): string {
  const found = keys.get(decl)
  if (found !== undefined) return found
  const { type, fields, key, elem, maxElements, minSize } = decl
  const name = type.kind === 'struct' ? '' : type.name
  const inner = [...(fields ?? [])].map(([field, each]) => [field, keyOfType(each)])
  const own = [type.kind, name, maxElements, minSize, inner]
  const made = hashOf([...own, key && keyOfType(key), elem && keyOfType(elem)])
  keys.set(decl, made)
  return made
}

function hashOf(value: unknown): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64')
}

/** The rules of one node, compiled once for all nodes that are alike. */
export function compiledOnce(
  rules: readonly Rule[],
  decl: DeclType,
  compile: () => CompiledRule[],
): CompiledRule[] {
  const key = hashOf([rules, keyOfType(decl)])
  const there = known.get(key)?.deref()
  if (there !== undefined) return there
  const made = compile()
  known.set(key, new WeakRef(made))
  forgotten.register(made, key)
  recent[recentAt] = made
  recentAt = (recentAt + 1) % recentMax
  return made
}
