// in: a policy's paramKind and a binding's paramRef → out: the objects to evaluate with. Never: an evaluation.
import type { ResourceDef } from '@binnacle/catalogue'
import {
  type Dict,
  type KubeObject,
  labelSelectorFromObject,
  matchesLabels,
  parseApiVersion,
} from '@binnacle/meta'
import type { Admitted } from '../step.ts'

/** Of the policy or the binding: something in it cannot be used. */
export class ConfigurationFault extends Error {}

/** Throws a ConfigurationFault where nothing is served by that name. */
export function paramResource(
  write: Admitted,
  paramKind: Dict | undefined,
): ResourceDef | undefined {
  if (paramKind === undefined) return undefined
  const gv = parseApiVersion(paramKind.apiVersion)
  const def = write.surroundings.catalogue.current().byKind(gv, paramKind.kind)
  if (def) return def
  const shown = `${paramKind.apiVersion}, Kind=${paramKind.kind}`
  throw new ConfigurationFault(`failed to find resource referenced by paramKind: '${shown}'`)
}

async function named(
  write: Admitted,
  def: ResourceDef,
  namespace: string,
  name: string,
): Promise<KubeObject | undefined> {
  const { surroundings } = write
  const known = surroundings.lookUp({ group: def.group, resource: def.resource }, namespace, name)
  if (known) return known
  const place = { shape: surroundings.shapeOf(def), namespace, name }
  return (await surroundings.store.get(place))?.view()
}

function selected(
  { surroundings }: Admitted,
  def: ResourceDef,
  namespace: string,
  selector: Dict,
): KubeObject[] {
  const wanted = labelSelectorFromObject(selector)
  const all = surroundings.lookUpAll({ group: def.group, resource: def.resource }, namespace)
  return [...all].filter(({ metadata }) => matchesLabels(wanted, metadata.labels ?? {}))
}

/** `undefined` in the list: evaluate without params. Throws a ConfigurationFault. */
export async function paramsFor(
  write: Admitted,
  paramKind: Dict | undefined,
  paramRef: Dict | undefined,
): Promise<(KubeObject | undefined)[]> {
  const def = paramResource(write, paramKind)
  if (def === undefined || paramKind === undefined || paramRef === undefined) return [undefined]
  if (!def.namespaced && paramRef.namespace) {
    throw new ConfigurationFault(
      'paramRef.namespace must not be provided for a cluster-scoped `paramKind`',
    )
  }
  const namespace = def.namespaced ? paramRef.namespace || write.namespace : ''
  if (def.namespaced && namespace === '') {
    throw new ConfigurationFault(
      'cannot use namespaced paramRef in policy binding that matches cluster-scoped resources',
    )
  }
  if (!paramRef.name && !paramRef.selector) {
    throw new ConfigurationFault('one of name or selector must be provided')
  }
  const found = paramRef.name
    ? [await named(write, def, namespace, paramRef.name)].filter((one) => one !== undefined)
    : selected(write, def, namespace, paramRef.selector)
  if (found.length === 0 && paramRef.parameterNotFoundAction === 'Deny') {
    throw new ConfigurationFault(
      'no params found for policy binding with `Deny` parameterNotFoundAction',
    )
  }
  const { apiVersion, kind } = paramKind
  return found.map((object) => ({ ...object, apiVersion, kind }))
}
