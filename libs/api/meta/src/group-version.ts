// in: apiVersion strings and parts → out: group, version, kind and resource names. Never: what exists.

export interface GroupVersion {
  readonly group: string
  readonly version: string
}

export interface GroupResource {
  readonly group: string
  readonly resource: string
}

export interface GroupKind {
  readonly group: string
  readonly kind: string
}

export interface GroupVersionKind extends GroupVersion {
  readonly kind: string
}

/** `apps/v1` → group apps, version v1; `v1` → the core group ''. */
export function parseApiVersion(apiVersion: string): GroupVersion {
  const slash = apiVersion.indexOf('/')
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) }
}

export function formatApiVersion({ group, version }: GroupVersion): string {
  return group === '' ? version : `${group}/${version}`
}

/** `deployments.apps`, or `pods` in the core group: how error texts name a resource. */
export function formatGroupResource({ group, resource }: GroupResource): string {
  return group === '' ? resource : `${resource}.${group}`
}

export function formatGroupKind({ group, kind }: GroupKind): string {
  return group === '' ? kind : `${kind}.${group}`
}

/** `apps/v1, Kind=Deployment`, as upstream prints a kind in messages. */
export function formatGroupVersionKind(gvk: GroupVersionKind): string {
  return `${formatApiVersion(gvk)}, Kind=${gvk.kind}`
}
