// in: a policy file and a request → out: how much of it is recorded. Never: a record.
import type { RequestInfo, User } from '@binnacle/exchange'
import { parse } from 'yaml'

export const levels = ['None', 'Metadata', 'Request', 'RequestResponse'] as const
export type Level = (typeof levels)[number]

export const stages = ['RequestReceived', 'ResponseStarted', 'ResponseComplete', 'Panic'] as const
export type Stage = (typeof stages)[number]

export interface Recording {
  readonly level: Level
  readonly omit: ReadonlySet<Stage>
  readonly omitManagedFields: boolean
}

interface Rule {
  readonly recording: Recording
  matches(info: RequestInfo, user: User | undefined): boolean
}

export interface Policy {
  of(info: RequestInfo, user: User | undefined): Recording
}

const nothing: Recording = { level: 'None', omit: new Set(), omitManagedFields: false }

// biome-ignore lint/suspicious/noExplicitAny: whatever the file holds
type Yaml = any

/** The first rule that fits counts. Throws an Error that says what is wrong with the file. */
export function readPolicy(text: string): Policy {
  const file: Yaml = parse(text)
  if (file?.kind !== 'Policy' || file.apiVersion !== 'audit.k8s.io/v1') {
    throw new Error('an audit policy must be of kind Policy in audit.k8s.io/v1')
  }
  if (!Array.isArray(file.rules) || file.rules.length === 0) {
    throw new Error('an audit policy must have rules')
  }
  const omitted = stagesOf(file.omitStages)
  const rules: Rule[] = file.rules.map((rule: Yaml, at: number) =>
    ruleOf(rule, `rules[${at}]`, omitted, file.omitManagedFields === true),
  )
  return {
    of: (info, user) => rules.find((rule) => rule.matches(info, user))?.recording ?? nothing,
  }
}

function stagesOf(names: Yaml): Stage[] {
  for (const name of names ?? []) {
    if (!stages.includes(name))
      throw new Error(`omitStages: allowed stages are ${stages.join(',')}`)
  }
  return names ?? []
}

function ruleOf(rule: Yaml, path: string, omitted: Stage[], omitManagedFields: boolean): Rule {
  if (!levels.includes(rule?.level)) {
    throw new Error(`${path}.level: must be one of ${levels.join(', ')}`)
  }
  const forResources = rule.resources?.length > 0 || rule.namespaces?.length > 0
  const forPaths = rule.nonResourceURLs?.length > 0
  if (forResources && forPaths) {
    throw new Error(`${path}: rules cannot apply to both regular resources and non-resource URLs`)
  }
  for (const url of rule.nonResourceURLs ?? []) checkPath(url, path)
  for (const group of rule.resources ?? []) {
    if (group.resourceNames?.length > 0 && !(group.resources?.length > 0)) {
      throw new Error(`${path}.resources: using resourceNames requires at least one resource`)
    }
  }
  return {
    recording: {
      level: rule.level,
      omit: new Set([...omitted, ...stagesOf(rule.omitStages)]),
      omitManagedFields: rule.omitManagedFields ?? omitManagedFields,
    },
    matches(info, user) {
      if (!fits(rule.users, user?.name)) return false
      if (rule.userGroups?.length > 0) {
        if (!user?.groups.some((group) => rule.userGroups.includes(group))) return false
      }
      if (!fits(rule.verbs, info.verb)) return false
      if (forResources) return info.isResourceRequest && fitsResource(rule, info)
      return !forPaths || (!info.isResourceRequest && fitsPath(rule.nonResourceURLs, info.path))
    },
  }
}

function checkPath(url: string, path: string): void {
  if (url === '*') return
  if (!url.startsWith('/')) {
    throw new Error(`${path}.nonResourceURLs: rules must begin with a '/' character`)
  }
  if (url.slice(0, -1).includes('*')) {
    throw new Error(`${path}.nonResourceURLs: '*' must be the final character of the rule`)
  }
}

function fits(list: string[] | undefined, value: string | undefined): boolean {
  return !list?.length || (value !== undefined && list.includes(value))
}

function fitsPath(rules: string[], path: string): boolean {
  return rules.some((rule) =>
    rule.endsWith('*') ? path.startsWith(rule.replace(/\*+$/, '')) : rule === path,
  )
}

function fitsResource(rule: Yaml, info: RequestInfo): boolean {
  if (!fits(rule.namespaces, info.namespace)) return false
  if (!rule.resources?.length) return true
  const { group, resource, subresource, name } = info
  const full = subresource === '' ? resource : `${resource}/${subresource}`
  return rule.resources.some((entry: Yaml) => {
    if ((entry.group ?? '') !== group && entry.group !== '*') return false
    if (!entry.resources?.length) return true
    if (!fits(entry.resourceNames, name)) return false
    return entry.resources.some(
      (one: string) =>
        one === '*' ||
        one === full ||
        one === `${resource}/*` ||
        (subresource !== '' && one === `*/${subresource}`),
    )
  })
}
