// in: items with keys → out: an ordered index whose snapshots cost nothing until something changes.
// Never: bytes.
import { limits } from './limits.ts'

export interface Keyed {
  readonly key: string
}

/** Items in order. A leaf that a snapshot may see is never changed. */
export class Leaf<T extends Keyed> {
  readonly items: T[]
  readonly epoch: number
  /** Made from exactly these items, by who reads pages. */
  page: unknown = undefined
  /** Read from exactly these items, by who picks by label. */
  labels: unknown = undefined

  constructor(items: T[], epoch: number) {
    this.items = items
    this.epoch = epoch
  }

  get count(): number {
    return this.items.length
  }
}

class Branch<T extends Keyed> {
  readonly children: Node<T>[]
  /** The smallest key below each child; of the first child it may be too large. */
  readonly keys: string[]
  readonly epoch: number
  count: number

  constructor(children: Node<T>[], keys: string[], epoch: number) {
    this.children = children
    this.keys = keys
    this.epoch = epoch
    this.count = children.reduce((sum, child) => sum + child.count, 0)
  }
}

type Node<T extends Keyed> = Leaf<T> | Branch<T>

/** The first place whose key is not before `key`. */
function lowerBound<T extends Keyed>(items: readonly T[], key: string): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((items[middle] as T).key < key) low = middle + 1
    else high = middle
  }
  return low
}

/** The child in whose range `key` lies. */
function childFor(keys: readonly string[], key: string): number {
  let low = 1
  let high = keys.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((keys[middle] as string) <= key) low = middle + 1
    else high = middle
  }
  return low - 1
}

function firstKey<T extends Keyed>(node: Node<T>): string {
  let at = node
  while (at instanceof Branch) at = at.children[0] as Node<T>
  return at.items[0]?.key ?? ''
}

function find<T extends Keyed>(root: Node<T>, key: string): T | undefined {
  let node = root
  while (node instanceof Branch) node = node.children[childFor(node.keys, key)] as Node<T>
  const item = node.items[lowerBound(node.items, key)]
  return item?.key === key ? item : undefined
}

function rank<T extends Keyed>(root: Node<T>, key: string): number {
  let node = root
  let before = 0
  while (node instanceof Branch) {
    const index = childFor(node.keys, key)
    for (let child = 0; child < index; child++) before += (node.children[child] as Node<T>).count
    node = node.children[index] as Node<T>
  }
  return before + lowerBound(node.items, key)
}

/** A run of items inside one leaf. */
export interface Span<T extends Keyed> {
  readonly leaf: Leaf<T>
  readonly start: number
  readonly end: number
}

/** Runs with from ≤ key < to; no bound: as far as the node goes. */
function* spans<T extends Keyed>(
  node: Node<T>,
  from: string | undefined,
  to: string | undefined,
): Generator<Span<T>> {
  if (node instanceof Leaf) {
    const start = from === undefined ? 0 : lowerBound(node.items, from)
    const end = to === undefined ? node.items.length : lowerBound(node.items, to)
    if (start < end) yield { leaf: node, start, end }
    return
  }
  const first = from === undefined ? 0 : childFor(node.keys, from)
  const last = to === undefined ? node.children.length - 1 : childFor(node.keys, to)
  for (let index = first; index <= last; index++) {
    const child = node.children[index] as Node<T>
    yield* spans(child, index === first ? from : undefined, index === last ? to : undefined)
  }
}

/** What the tree was at one moment. */
export class Snapshot<T extends Keyed> {
  readonly #root: Node<T>

  constructor(root: Node<T>) {
    this.#root = root
  }

  get size(): number {
    return this.#root.count
  }

  get(key: string): T | undefined {
    return find(this.#root, key)
  }

  /** Number of items with from ≤ key < to. */
  count(from: string, to: string): number {
    return rank(this.#root, to) - rank(this.#root, from)
  }

  spans(from: string, to: string): Generator<Span<T>> {
    return spans(this.#root, from, to)
  }

  *items(from: string, to: string): Generator<T> {
    for (const { leaf, start, end } of this.spans(from, to)) {
      for (let index = start; index < end; index++) yield leaf.items[index] as T
    }
  }
}

interface Grown<T extends Keyed> {
  readonly node: Node<T>
  readonly right: Node<T> | undefined
}

export class Tree<T extends Keyed> {
  #root: Node<T> = new Leaf<T>([], 0)
  #epoch = 0
  #snapshot: Snapshot<T> | undefined

  get size(): number {
    return this.#root.count
  }

  get(key: string): T | undefined {
    return find(this.#root, key)
  }

  /** Number of items with from ≤ key < to. */
  count(from: string, to: string): number {
    return rank(this.#root, to) - rank(this.#root, from)
  }

  snapshot(): Snapshot<T> {
    if (this.#snapshot === undefined) {
      this.#snapshot = new Snapshot(this.#root)
      this.#epoch++
    }
    return this.#snapshot
  }

  clear(): void {
    this.#snapshot = undefined
    this.#root = new Leaf<T>([], this.#epoch)
  }

  /** Returns the item that had this key. */
  set(item: T): T | undefined {
    this.#snapshot = undefined
    const before = find(this.#root, item.key)
    const { node, right } = this.#insert(this.#root, item)
    this.#root = right === undefined ? node : this.#branch([node, right])
    return before
  }

  delete(key: string): T | undefined {
    const before = find(this.#root, key)
    if (before === undefined) return undefined
    this.#snapshot = undefined
    this.#root = this.#remove(this.#root, key) ?? new Leaf<T>([], this.#epoch)
    while (this.#root instanceof Branch && this.#root.children.length === 1) {
      this.#root = this.#root.children[0] as Node<T>
    }
    return before
  }

  #branch(children: Node<T>[]): Branch<T> {
    return new Branch(children, children.map(firstKey), this.#epoch)
  }

  #ownLeaf(leaf: Leaf<T>): Leaf<T> {
    if (leaf.epoch !== this.#epoch) return new Leaf(leaf.items.slice(), this.#epoch)
    leaf.page = undefined
    leaf.labels = undefined
    return leaf
  }

  #ownBranch(branch: Branch<T>): Branch<T> {
    if (branch.epoch === this.#epoch) return branch
    return new Branch(branch.children.slice(), branch.keys.slice(), this.#epoch)
  }

  #insert(node: Node<T>, item: T): Grown<T> {
    if (node instanceof Leaf) return this.#insertLeaf(this.#ownLeaf(node), item)
    const branch = this.#ownBranch(node)
    const index = childFor(branch.keys, item.key)
    const child = branch.children[index] as Node<T>
    const size = child.count
    const grown = this.#insert(child, item)
    branch.children[index] = grown.node
    branch.count += grown.node.count + (grown.right?.count ?? 0) - size
    if (grown.right === undefined) return { node: branch, right: undefined }
    branch.children.splice(index + 1, 0, grown.right)
    branch.keys.splice(index + 1, 0, firstKey(grown.right))
    if (branch.children.length <= limits.branchChildrenMax)
      return { node: branch, right: undefined }
    const at = splitAt(branch.children.length, index)
    const right = new Branch(branch.children.splice(at), branch.keys.splice(at), this.#epoch)
    branch.count -= right.count
    return { node: branch, right }
  }

  #insertLeaf(leaf: Leaf<T>, item: T): Grown<T> {
    const { items } = leaf
    const index = lowerBound(items, item.key)
    if (items[index]?.key === item.key) {
      items[index] = item
      return { node: leaf, right: undefined }
    }
    items.splice(index, 0, item)
    if (items.length <= limits.leafItemsMax) return { node: leaf, right: undefined }
    return { node: leaf, right: new Leaf(items.splice(splitAt(items.length, index)), this.#epoch) }
  }

  #remove(node: Node<T>, key: string): Node<T> | undefined {
    if (node instanceof Leaf) {
      const leaf = this.#ownLeaf(node)
      leaf.items.splice(lowerBound(leaf.items, key), 1)
      return leaf.items.length === 0 ? undefined : leaf
    }
    const branch = this.#ownBranch(node)
    const index = childFor(branch.keys, key)
    const child = this.#remove(branch.children[index] as Node<T>, key)
    branch.count--
    if (child === undefined) {
      branch.children.splice(index, 1)
      branch.keys.splice(index, 1)
      return branch.children.length === 0 ? undefined : branch
    }
    branch.children[index] = child
    this.#joinLeaves(branch, index)
    return branch
  }

  /** Two small neighbours become one leaf. */
  #joinLeaves(branch: Branch<T>, index: number): void {
    const left = Math.max(0, index - 1)
    const [a, b] = [branch.children[left], branch.children[left + 1]]
    if (!(a instanceof Leaf) || !(b instanceof Leaf)) return
    if (a.count + b.count > limits.leafItemsMax / 2) return
    branch.children.splice(left, 2, new Leaf([...a.items, ...b.items], this.#epoch))
    branch.keys.splice(left + 1, 1)
  }
}

/** In the middle, but near the end when keys come in order, which is how a resource is filled. */
function splitAt(length: number, grownAt: number): number {
  return grownAt >= length - 2 ? length - Math.max(1, length >> 3) : length >> 1
}
