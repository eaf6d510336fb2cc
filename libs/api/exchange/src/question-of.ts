// in: a request whose caller is known → out: what the authorizer is to decide about it.
import type { AccessQuestion } from './access.ts'
import type { User } from './identified.ts'
import type { RequestInfo } from './routed.ts'

export function questionOf(info: RequestInfo, user: User): AccessQuestion {
  const { verb, group, version, resource, subresource, namespace, name } = info
  const { fieldSelector, labelSelector } = info
  if (info.isResourceRequest) {
    return {
      user,
      verb,
      group,
      version,
      resource,
      subresource,
      namespace,
      name,
      fieldSelector,
      labelSelector,
      path: undefined,
    }
  }
  return {
    user,
    verb,
    group: '',
    version: '',
    resource: '',
    subresource: '',
    namespace: '',
    name: '',
    fieldSelector: '',
    labelSelector: '',
    path: info.path,
  }
}
