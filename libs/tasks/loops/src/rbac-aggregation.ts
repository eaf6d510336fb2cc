// in: cluster roles as they change → out: roles with an aggregation rule have the rules of those they select.
// Never: a role without such a rule touched.
import { type Following, follow, type PolicyRule } from '@binnacle/authz'
import { type KubeObject, labelSelectorFromObject, matchesLabels } from '@binnacle/meta'
import type { BootstrapTools } from './create-missing.ts'

export interface RbacAggregation {
  /** Resolves when what was there at the start is aggregated. */
  readonly ready: Promise<void>
  close(): void
}

/** Changes that come together are worked off together. */
const settleMs = 20
const retryMs = 1_000

const any = { kind: 'ClusterRole', apiVersion: 'rbac.authorization.k8s.io/v1', metadata: {} }

/** Every replica may do this at once: they all write the same. */
export function aggregateRoles(
  tools: BootstrapTools,
  onTrouble: (error: unknown) => void,
): RbacAggregation {
  const shape = tools.placeOf(any)?.shape
  if (!shape) return { ready: Promise.resolve(), close: () => {} }
  const roles = new Map<string, KubeObject>()
  let timer: NodeJS.Timeout | undefined
  let working = Promise.resolve()
  let closed = false

  async function work(): Promise<void> {
    timer = undefined
    for (const role of [...roles.values()]) {
      if (!role.aggregationRule || sameRules(role.rules, rulesFor(role, roles.values()))) continue
      await write(tools, role, roles)
    }
  }

  function soon(afterMs = settleMs): void {
    if (closed) return
    timer ??= setTimeout(() => {
      working = working.then(work).catch(again)
    }, afterMs).unref()
  }

  /** Nothing else may ever change again. */
  function again(error: unknown): void {
    onTrouble(error)
    soon(retryMs)
  }

  const following: Following = follow(tools.store, shape, {
    put(object) {
      roles.set(object.name, object.view())
      soon()
    },
    drop(_namespace, name) {
      roles.delete(name)
      soon()
    },
  })
  return {
    ready: following.ready.then(async () => {
      clearTimeout(timer)
      await work().catch(again)
    }),
    close() {
      closed = true
      clearTimeout(timer)
      following.close()
    },
  }
}

async function write(
  tools: BootstrapTools,
  { metadata }: KubeObject,
  roles: ReadonlyMap<string, KubeObject>,
): Promise<void> {
  const place = tools.placeOf({ ...any, metadata })
  if (!place) return
  for await (const attempt of tools.store.attempts(place)) {
    const role = attempt.current?.parse()
    if (!role?.aggregationRule) return
    const rules = rulesFor(role, roles.values())
    if (sameRules(role.rules, rules)) return
    role.rules = rules
    tools.track?.(role, 'clusterrole-aggregation-controller')
    if (await attempt.swap(role)) return
  }
}

/** Rules of all selected roles, by the names of the roles, each rule once. */
export function rulesFor(role: KubeObject, all: Iterable<KubeObject>): PolicyRule[] {
  const byName = [...all].sort((a, b) =>
    (a.metadata.name ?? '') < (b.metadata.name ?? '') ? -1 : 1,
  )
  const rules = new Map<string, PolicyRule>()
  for (const selector of role.aggregationRule?.clusterRoleSelectors ?? []) {
    for (const other of byName) {
      if (other.metadata.name === role.metadata.name || !selects(selector, other)) continue
      for (const rule of (other.rules ?? []) as PolicyRule[]) {
        const key = keyOf(rule)
        if (!rules.has(key)) rules.set(key, rule)
      }
    }
  }
  return [...rules.values()]
}

/** A selector that cannot be read selects nothing. */
function selects(selector: object, { metadata }: KubeObject): boolean {
  try {
    return matchesLabels(labelSelectorFromObject(selector), metadata.labels ?? {})
  } catch {
    return false
  }
}

function keyOf({
  verbs,
  apiGroups,
  resources,
  resourceNames,
  nonResourceURLs,
}: PolicyRule): string {
  return JSON.stringify([verbs, apiGroups, resources, resourceNames, nonResourceURLs])
}

function sameRules(has: PolicyRule[] | null | undefined, wanted: readonly PolicyRule[]): boolean {
  const list = has ?? []
  return (
    list.length === wanted.length &&
    list.every((rule, at) => keyOf(rule) === keyOf(wanted[at] as PolicyRule))
  )
}
