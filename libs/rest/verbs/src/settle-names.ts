// in: a draft and the URL it was sent to → out: its name and namespace, which are those of the URL, or 400.
import type { ResourceDef } from '@binnacle/catalogue'
import type { RequestInfo } from '@binnacle/exchange'
import { badRequest, type KubeObject } from '@binnacle/meta'
import { settleNamespace } from './system-fields.ts'

/** What a write says of names. */
export interface Named {
  readonly def: Pick<ResourceDef, 'group' | 'resource' | 'namespaced'>
  readonly request: { readonly info: Pick<RequestInfo, 'name' | 'namespace'> }
}

/** No more than that: it can be sent to another thread. */
export function namesOf({ def, request }: Named): Named {
  const { group, resource, namespaced } = def
  const { name, namespace } = request.info
  return { def: { group, resource, namespaced }, request: { info: { name, namespace } } }
}

/** The handlers do not look at the namespace of a Namespace. */
export function requestNamespace({ def, request }: Named): string {
  const isNamespace = def.group === '' && def.resource === 'namespaces'
  return isNamespace ? '' : request.info.namespace
}

/** What holds for the result of every patch and apply. */
export function settlePatched(write: Named, object: KubeObject): void {
  settleNamespace(object, requestNamespace(write))
  refuseOtherName(write, object)
}

/** The name, and the namespace, of the body must be those of the URL. */
export function refuseOtherName(write: Named, object: KubeObject): void {
  const { name, namespace } = write.request.info
  const sent = object.metadata.name ?? ''
  if (sent === '') {
    const text = 'name must be provided'
    throw badRequest(`the name of the object (${name} based on URL) was undeterminable: ${text}`)
  }
  if (sent !== name) {
    throw badRequest(
      `the name of the object (${sent}) does not match the name on the URL (${name})`,
    )
  }
  const sentNamespace = object.metadata.namespace ?? ''
  if (write.def.namespaced && sentNamespace !== '' && sentNamespace !== namespace) {
    throw badRequest(
      `the namespace of the object (${sentNamespace}) does not match the namespace on the request (${namespace})`,
    )
  }
}
