// in: a group and version → out: how OpenAPI spells them in tags, operation ids and schema names.
import type { GroupVersion, GroupVersionKind } from '@binnacle/meta'

/** `rbacAuthorization` of rbac.authorization.k8s.io, `core` of the group without a name. */
export function groupWord(group: string): string {
  if (group === '') return 'core'
  const parts = group.replace(/\.k8s\.io$/, '').split(/[.-]/)
  return parts.map((part, at) => (at === 0 ? part : capital(part))).join('')
}

/** `apps_v1` */
export function tagOf({ group, version }: GroupVersion): string {
  return `${groupWord(group)}_${version}`
}

/** `AppsV1` */
export function versionWord({ group, version }: GroupVersion): string {
  return `${capital(groupWord(group))}${capital(version)}`
}

export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}

/** Schema name of a kind that users define: `com.example.stable.v1.CronTab`. */
export function customSchemaName({ group, version, kind }: GroupVersionKind): string {
  return [...group.split('.').reverse(), version, kind].join('.')
}
