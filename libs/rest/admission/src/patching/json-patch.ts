// in: JSON and a JSON patch → out: a patched copy, or the reason why it does not apply. Never: the input changed.
import { isDeepStrictEqual } from 'node:util'
import type { Dict } from '@binnacle/meta'

/** Its text is the one that clients see. */
export class PatchFault extends Error {}
/** A test of the patch said no. */
export class TestFailed extends Error {}

type Container = Dict | unknown[]

const operationsMax = 10_000

function isContainer(value: unknown): value is Container {
  return typeof value === 'object' && value !== null
}

function indexOf(list: readonly unknown[], key: string, most: number): number {
  if (!/^[+-]?\d+$/.test(key)) {
    throw new PatchFault(`strconv.Atoi: parsing ${JSON.stringify(key)}: invalid syntax`)
  }
  const index = Number(key)
  if (index >= most || index < -list.length) {
    throw new PatchFault(`Unable to access invalid index: ${index}: invalid index referenced`)
  }
  return index < 0 ? index + most : index
}

function get(container: Container, key: string): unknown {
  if (Array.isArray(container)) return container[indexOf(container, key, container.length)]
  return Object.hasOwn(container, key) ? container[key] : undefined
}

function put(container: Dict, key: string, value: unknown): void {
  Object.defineProperty(container, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  })
}

function add(container: Container, key: string, value: unknown): void {
  if (!Array.isArray(container)) put(container, key, value)
  else if (key === '-') container.push(value)
  else container.splice(indexOf(container, key, container.length + 1), 0, value)
}

function remove(container: Container, key: string): void {
  if (Array.isArray(container)) {
    container.splice(indexOf(container, key, container.length), 1)
    return
  }
  if (!Object.hasOwn(container, key)) {
    throw new PatchFault(`Unable to remove nonexistent key: ${key}: missing value`)
  }
  delete container[key]
}

/** What holds the path's last part; undefined: a part on the way is missing. */
function locate(root: Container, path: string): { container: Container; key: string } | undefined {
  const parts = path.split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
  const key = parts.pop() ?? ''
  let container: Container = root
  for (const part of parts.slice(1)) {
    let next: unknown
    try {
      next = get(container, part)
    } catch {
      return undefined
    }
    if (!isContainer(next)) return undefined
    container = next
  }
  return parts.length === 0 ? undefined : { container, key }
}

function within<T>(head: string, act: () => T): T {
  try {
    return act()
  } catch (error) {
    if (error instanceof PatchFault) throw new PatchFault(`${head}: ${error.message}`)
    throw error
  }
}

function place(root: Container, path: string, head: string, quoted = false) {
  const found = locate(root, path)
  if (found) return found
  throw new PatchFault(`${head}: ${quoted ? JSON.stringify(path) : path}: missing value`)
}

function test(root: Container, path: string, value: unknown): void {
  const at = path === '' ? undefined : locate(root, path)
  if (path !== '' && at === undefined) {
    throw new PatchFault(`test operation does not apply: is missing path: ${path}: missing value`)
  }
  const there = at
    ? within(`error in test for path: '${path}'`, () => get(at.container, at.key))
    : root
  if (isDeepStrictEqual(there ?? null, value ?? null)) return
  throw new TestFailed(`testing value ${path} failed: test failed`)
}

function apply(root: Container, operation: Dict): void {
  const { op, path = '', from = '', value } = operation
  const error = (kind: string, at = path) => `error in ${kind} for path: '${at}'`
  if (op === 'test') return test(root, path, value)
  if (op === 'add') {
    const at = place(root, path, 'add operation does not apply: doc is missing path', true)
    return within(error('add'), () => add(at.container, at.key, value ?? null))
  }
  if (op === 'remove') {
    const at = place(root, path, 'remove operation does not apply: doc is missing path', true)
    return within(error('remove'), () => remove(at.container, at.key))
  }
  if (op === 'replace') {
    const at = place(root, path, 'replace operation does not apply: doc is missing path')
    if (!Array.isArray(at.container)) return put(at.container, at.key, value ?? null)
    const list = at.container
    const head = `replace operation does not apply: doc is missing key: ${path}: missing value`
    if (!/^-?\d+$/.test(at.key) || Number(at.key) >= list.length) throw new PatchFault(head)
    list[indexOf(list, at.key, list.length)] = value ?? null
    return
  }
  if (op !== 'move' && op !== 'copy') throw new PatchFault(`Unexpected kind: ${op ?? 'unknown'}`)
  const source = place(root, from, `${op} operation does not apply: doc is missing from path`)
  const head = op === 'copy' ? `error in copy for from: '${from}'` : error('move', source.key)
  const moved = within(head, () => {
    const there = get(source.container, source.key)
    if (op === 'move') remove(source.container, source.key)
    return op === 'copy' ? structuredClone(there) : there
  })
  const target = place(
    root,
    path,
    `${op} operation does not apply: doc is missing destination path`,
  )
  const last = op === 'copy' ? 'error while adding value during copy' : error('move')
  within(last, () => add(target.container, target.key, moved ?? null))
}

export function applyJsonPatch<T extends Container>(document: T, patch: readonly Dict[]): T {
  if (patch.length > operationsMax) throw new PatchFault('the patch has too many operations')
  const root = structuredClone(document)
  for (const operation of patch) apply(root, operation)
  return root
}
