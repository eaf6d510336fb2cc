// in: sets of owned fields → out: their union, difference and so on. Never: objects, types or managers.
import { isProblem, type PathElement, readElement, sortElements } from './path-element.ts'

/**
 * A set of paths in the very form of FieldsV1: a tree by path element. An empty node is a member, a node with
 * children is one only when it holds `.`; the empty tree is the empty set. Sets are values: nothing here changes
 * one in place.
 */
export interface FieldSet {
  readonly [element: PathElement]: FieldSet
}
type Draft = Record<PathElement, FieldSet>

export const emptySet: FieldSet = Object.freeze({})
/** The mark of a member that has children too. */
export const self = '.'

export function isEmptySet(set: FieldSet): boolean {
  for (const _ in set) return false
  return true
}

export function isMember(node: FieldSet): boolean {
  return self in node || isEmptySet(node)
}

/** A node with the children of `tree`, itself a member or not; undefined when it would hold nothing. */
function nodeOf(member: boolean, tree: FieldSet): FieldSet | undefined {
  if (!member) return isEmptySet(tree) ? undefined : tree
  return self in tree ? onlySelf(tree) : isEmptySet(tree) ? tree : { [self]: emptySet, ...tree }
}

/** A node whose only content is `.` is a plain member. */
function onlySelf(node: FieldSet): FieldSet {
  for (const element in node) if (element !== self) return node
  return emptySet
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b || isEmptySet(b)) return a
  if (isEmptySet(a)) return b
  let result: Draft | undefined
  for (const element in b) {
    const mine = a[element]
    const other = b[element] as FieldSet
    const joined = mine === undefined || element === self ? (mine ?? other) : unionNode(mine, other)
    if (joined === mine) continue
    result ??= { ...a }
    result[element] = joined
  }
  return result ?? a
}

function unionNode(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b) return a
  const tree = union(a, b)
  return isMember(a) || isMember(b) ? (nodeOf(true, tree) as FieldSet) : tree
}

/** Members of `a` that are not members of `b`; what lies below a member of `b` stays. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  if (a === b) return emptySet
  return combine(a, b, differenceNode)
}

function differenceNode(a: FieldSet, b: FieldSet): FieldSet | undefined {
  const tree = combine(a, b, differenceNode)
  return keepNode(a, tree, isMember(a) && !isMember(b))
}

/** As difference, but what lies below a member of `b` goes as well. */
export function recursiveDifference(a: FieldSet, b: FieldSet): FieldSet {
  return combine(a, b, (x, y) => (isMember(y) ? undefined : withoutBelow(x, y)))
}

function withoutBelow(a: FieldSet, b: FieldSet): FieldSet | undefined {
  return keepNode(a, recursiveDifference(a, b), isMember(a))
}

/** `tree` are the children of `a` that stay, perhaps with the mark of `a` itself. */
function keepNode(a: FieldSet, tree: FieldSet, member: boolean): FieldSet | undefined {
  if (member) return tree === a ? a : nodeOf(true, tree)
  return nodeOf(false, without(tree, self))
}

function combine(
  a: FieldSet,
  b: FieldSet,
  each: (x: FieldSet, y: FieldSet) => FieldSet | undefined,
): FieldSet {
  if (isEmptySet(a)) return a
  let result: Draft | undefined
  for (const element in b) {
    const mine = a[element]
    if (mine === undefined || element === self) continue
    const left = each(mine, b[element] as FieldSet)
    if (left === mine) continue
    result ??= { ...a }
    if (left === undefined) delete result[element]
    else result[element] = left
  }
  return result ?? a
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  if (isEmptySet(a)) return a
  const result: Draft = {}
  for (const element in b) {
    const mine = a[element]
    if (mine === undefined || element === self) continue
    const other = b[element] as FieldSet
    const shared = nodeOf(isMember(mine) && isMember(other), intersection(mine, other))
    if (shared !== undefined) result[element] = shared
  }
  return result
}

export function hasPath(set: FieldSet, path: readonly PathElement[]): boolean {
  let node: FieldSet = set
  for (const element of path) {
    const next = node[element]
    if (next === undefined) return false
    node = next
  }
  return path.length > 0 && isMember(node)
}

export function setOfPaths(paths: Iterable<readonly PathElement[]>): FieldSet {
  let set = emptySet
  for (const path of paths) set = union(set, treeOf(path))
  return set
}

function treeOf(path: readonly PathElement[]): FieldSet {
  return path.reduceRight<FieldSet>((below, element) => ({ [element]: below }), emptySet)
}

/** Every member, those of one level before what lies below them, in order. */
export function pathsOf(set: FieldSet): PathElement[][] {
  const found: PathElement[][] = []
  collect(set, [], found)
  return found
}

function collect(set: FieldSet, above: PathElement[], found: PathElement[][]): void {
  const elements = sortElements(Object.keys(set).filter((element) => element !== self))
  for (const element of elements) {
    if (isMember(set[element] as FieldSet)) found.push([...above, element])
  }
  for (const element of elements) {
    const node = set[element] as FieldSet
    if (!isEmptySet(node)) collect(node, [...above, element], found)
  }
}

/** Each set met, in canonical order; stored sets come by again and again. */
const ordered = new WeakMap<FieldSet, FieldSet>()

/** The same set with its elements in the reference's order; the same object when it already is. */
export function inOrder(set: FieldSet): FieldSet {
  if (isEmptySet(set)) return set
  const known = ordered.get(set)
  if (known !== undefined) return known
  const elements = Object.keys(set)
  const sorted = sortedElements(set, elements)
  let same = true
  for (let i = 0; i < sorted.length && same; i++) {
    const element = sorted[i] as string
    same = element === elements[i] && inOrder(set[element] as FieldSet) === set[element]
  }
  const answer = same ? set : rebuilt(set, sorted)
  ordered.set(set, answer)
  if (!same) ordered.set(answer, answer)
  return answer
}

function sortedElements(set: FieldSet, elements: readonly PathElement[]): PathElement[] {
  if (!(self in set)) return sortElements(elements)
  return [self, ...sortElements(elements.filter((element) => element !== self))]
}

function rebuilt(set: FieldSet, elements: readonly PathElement[]): FieldSet {
  const result: Draft = {}
  for (const element of elements) result[element] = inOrder(set[element] as FieldSet)
  return result
}

export function equalSets(a: FieldSet, b: FieldSet): boolean {
  if (a === b) return true
  let rest = 0
  for (const _ in b) rest++
  for (const element in a) {
    const other = b[element]
    if (other === undefined || !equalSets(a[element] as FieldSet, other)) return false
    rest--
  }
  return rest === 0
}

/** A set from FieldsV1 as somebody sent it; undefined when it cannot be read. */
export function readFieldSet(fields: unknown): FieldSet | undefined {
  if (fields === undefined || fields === null) return emptySet
  if (typeof fields !== 'object' || Array.isArray(fields)) return undefined
  const known = ordered.get(fields as FieldSet)
  if (known !== undefined) return known
  const set = readTree(fields as Record<string, unknown>)
  return set === undefined ? undefined : inOrder(without(set, self))
}

function without(set: FieldSet, element: string): FieldSet {
  if (!(element in set)) return set
  const { [element]: _, ...rest } = set
  return rest
}

function readTree(tree: Record<string, unknown>): FieldSet | undefined {
  let changed = false
  const result: Draft = {}
  for (const text of Object.keys(tree)) {
    if (text === self) {
      changed ||= !isEmptySet(tree[self] as FieldSet)
      result[self] = emptySet
      continue
    }
    const element = readElement(text)
    if (element === undefined) {
      changed = true
      continue
    }
    const below = tree[text]
    if (element === null || isProblem(element)) return undefined
    if (typeof below !== 'object' || below === null || Array.isArray(below)) return undefined
    const node = readTree(below as Record<string, unknown>)
    if (node === undefined) return undefined
    const joined = result[element] === undefined ? node : unionNode(result[element], node)
    changed ||= element !== text || joined !== below
    result[element] = joined
  }
  if (changed) return onlySelf(result)
  return isEmptySet(result) ? (tree as unknown as FieldSet) : onlySelf(tree as unknown as FieldSet)
}
