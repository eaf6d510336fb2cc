// in: a namespace selector, an object selector and a write → out: whether both select it.
import {
  type ApiError,
  type Dict,
  internalError,
  type KubeObject,
  labelSelectorFromObject,
  type LabelSelector,
  matchesLabels,
  notFoundError,
} from '@binnacle/meta'
import type { Admitted } from '../step.ts'

const namespaces = { group: '', resource: 'namespaces' }
const parsed = new WeakMap<Dict, LabelSelector>()

function selectorOf(object: Dict): LabelSelector {
  let selector = parsed.get(object)
  if (selector === undefined) {
    selector = labelSelectorFromObject(object)
    parsed.set(object, selector)
  }
  return selector
}

function isEverything(object: Dict): boolean {
  return !object.matchLabels && !object.matchExpressions?.length
}

export function isNamespace({ def }: Admitted): boolean {
  return def.group === '' && def.resource === 'namespaces'
}

/** From the cache, else from the store: a namespace that is new is no reason to let a write pass. */
export async function namespaceOf(
  { surroundings }: Admitted,
  name: string,
): Promise<KubeObject | undefined> {
  const there = surroundings.lookUp(namespaces, '', name)
  if (there) return there
  const def = surroundings.catalogue.current().resource({ group: '', version: 'v1' }, 'namespaces')
  if (def === undefined) return undefined
  const place = { shape: surroundings.shapeOf(def), namespace: '', name }
  return (await surroundings.store.get(place))?.view()
}

/** An ApiError: it cannot be known, and whoever applies otherwise is told. */
export function selectsNamespace(
  selector: Dict,
  write: Admitted,
): boolean | ApiError | Promise<boolean | ApiError> {
  if (isEverything(selector)) return true
  if (isNamespace(write)) {
    // What is created or changed counts with its new labels, what goes with its old ones.
    if (write.subresource === '' && write.object) return byLabels(selector, write.object)
    if (write.operation === 'DELETE' && write.oldObject) return byLabels(selector, write.oldObject)
  } else if (write.namespace === '') return true
  const { namespace } = write
  const known = write.surroundings.lookUp(namespaces, '', namespace)
  if (known) return byLabels(selector, known)
  return namespaceOf(write, namespace).then((found) =>
    found ? byLabels(selector, found) : notFoundError(namespaces, namespace),
  )
}

function byLabels(selector: Dict, { metadata }: KubeObject): boolean | ApiError {
  try {
    return matchesLabels(selectorOf(selector), metadata.labels ?? {})
  } catch (error) {
    return internalError((error as Error).message)
  }
}

/** Either the new or the old object. */
export function selectsObject(selector: Dict, write: Admitted): boolean | ApiError {
  if (isEverything(selector)) return true
  for (const object of [write.object, write.oldObject]) {
    if (object === undefined) continue
    const selected = byLabels(selector, object)
    if (selected !== false) return selected
  }
  return false
}
