// in: a valid JSON text and its type → out: unknown and duplicate fields, in the text's order.
import type { ObjectType, TypeDef } from '@binnacle/catalogue'
import { goQuote } from '@binnacle/meta'
import { endOfContainer, endOfString } from './scan-json.ts'

const errorsMax = 100

interface Walk {
  readonly text: string
  at: number
  readonly errors: Set<string>
  readonly depthMax: number
}

/** Lists of objects that have these members and no others; what is in them is free. */
export interface KnownMembers {
  readonly members: readonly string[]
}

/** Without a type every member is known. Only for texts that have duplicates: the walk is slow. */
export function strictErrors(text: string, type: ObjectType | KnownMembers | undefined): string[] {
  const walk: Walk = { text, at: 0, errors: new Set(), depthMax: 500 }
  visit(walk, type ?? 'free', '', 0)
  return [...walk.errors].slice(0, errorsMax)
}

/** 'free': any member, duplicates count; 'skip': nothing counts. */
type Known = TypeDef | KnownMembers | 'free' | 'skip'

function visit(walk: Walk, type: Known, path: string, depth: number): void {
  skipSpace(walk)
  const letter = walk.text[walk.at]
  const container = letter === '{' || letter === '['
  if (container && depth > walk.depthMax) walk.at = endOfContainer(walk.text, walk.at)
  else if (letter === '{') visitObject(walk, type, path, depth)
  else if (letter === '[') visitList(walk, type, path, depth)
  else if (letter === '"') walk.at = endOfString(walk.text, walk.at) + 1
  else while (walk.at < walk.text.length && !/[,\]}\s]/.test(walk.text[walk.at] ?? '')) walk.at++
}

function visitObject(walk: Walk, type: Known, path: string, depth: number): void {
  const seen = new Set<string>()
  walk.at++
  for (skipSpace(walk); walk.text[walk.at] !== '}'; skipSpace(walk)) {
    const end = endOfString(walk.text, walk.at)
    const key = JSON.parse(walk.text.slice(walk.at, end + 1)) as string
    walk.at = end + 1
    skipSpace(walk)
    walk.at++
    const inner = typeOfMember(type, key)
    const here = path === '' ? key : `${path}.${key}`
    if (inner === undefined) walk.errors.add(`unknown field ${goQuote(here)}`)
    else if (type !== 'skip' && seen.has(key)) walk.errors.add(`duplicate field ${goQuote(here)}`)
    seen.add(key)
    visit(walk, inner ?? 'skip', here, depth + 1)
    skipSpace(walk)
    if (walk.text[walk.at] === ',') walk.at++
  }
  walk.at++
}

function visitList(walk: Walk, type: Known, path: string, depth: number): void {
  const inner = typeOfItems(type)
  walk.at++
  let index = 0
  for (skipSpace(walk); walk.text[walk.at] !== ']'; skipSpace(walk)) {
    visit(walk, inner, `${path}[${index}]`, depth + 1)
    index++
    skipSpace(walk)
    if (walk.text[walk.at] === ',') walk.at++
  }
  walk.at++
}

function typeOfItems(type: Known): Known {
  if (typeof type === 'string' || 'members' in type) return type
  return type.kind === 'list' ? type.items : 'skip'
}

function typeOfMember(type: Known, key: string): Known | undefined {
  if (typeof type === 'string') return type
  if ('members' in type) return type.members.includes(key) ? 'free' : undefined
  if (type.kind === 'object') return knownOf(type.fields.get(key)?.type)
  return type.kind === 'map' ? knownOf(type.values) : 'skip'
}

/** What Go hands to a decoder of its own is not looked into. */
function knownOf(type: TypeDef | undefined): Known | undefined {
  return type?.kind === 'any' ? 'skip' : type
}

function skipSpace(walk: Walk): void {
  let code = walk.text.charCodeAt(walk.at)
  while (code === 32 || code === 9 || code === 10 || code === 13) {
    walk.at++
    code = walk.text.charCodeAt(walk.at)
  }
}
