// in: paths in the order of a walk → out: the set of them. Never: a set that is read before the walk ends.
import { emptySet, type FieldSet, self } from './field-set.ts'
import type { PathElement } from './path-element.ts'

interface Node {
  [element: PathElement]: Node
}

/** Where a walk is; one for all the drafts that it fills. */
export interface Trail {
  readonly path: PathElement[]
  readonly drafts: readonly FieldSetDraft[]
}

/** A set that grows while an object is walked: nodes along the path are found once, not for each member. */
export interface FieldSetDraft {
  readonly root: Node
  /** nodes[i] holds what lies below path[0..i); undefined until something does. */
  readonly nodes: (Node | undefined)[]
}

export function newDraft(): FieldSetDraft {
  const root: Node = {}
  return { root, nodes: [root] }
}

export function finished(draft: FieldSetDraft): FieldSet {
  return draft.root as FieldSet
}

/** The walk goes from `depth` elements of path one further. */
export function descend(trail: Trail, depth: number, element: PathElement): void {
  trail.path[depth] = element
  for (const draft of trail.drafts) draft.nodes[depth + 1] = undefined
}

/** Adds the path of the walk's first `depth` elements. Nobody owns the empty path. */
export function addMember(draft: FieldSetDraft, trail: Trail, depth: number): void {
  if (depth === 0) return
  const node = nodeAt(draft, trail, depth - 1)
  const element = trail.path[depth - 1] as PathElement
  const own = node[element]
  if (own === undefined) node[element] = {}
  else if (hasMembers(own)) own[self] ??= emptySet as Node
}

function nodeAt(draft: FieldSetDraft, trail: Trail, depth: number): Node {
  let level = depth
  while (draft.nodes[level] === undefined) level--
  let node = draft.nodes[level] as Node
  for (; level < depth; level++) {
    const element = trail.path[level] as PathElement
    let next = node[element]
    if (next === undefined) {
      next = {}
      node[element] = next
    } else if (!hasMembers(next)) {
      next[self] = emptySet as Node
    }
    draft.nodes[level + 1] = next
    node = next
  }
  return node
}

function hasMembers(node: Node): boolean {
  for (const _ in node) return true
  return false
}
