// in: modes and the store → out: who may do what. Never: who somebody is.
import {
  type AccessAnswer,
  type AccessQuestion,
  type Allowed,
  type Authorize,
  forbiddenAccess,
  questionOf,
  type Seated,
  type User,
} from '@binnacle/exchange'
import { ApiError, failure, type GroupResource } from '@binnacle/meta'
import type { ObjectStore, ResourceShape } from '@binnacle/objects'
import { chainOf, rulesOfChain } from './chain.ts'
import { type Followed, follow, type Following } from './follow.ts'
import { type AccessMode, alwaysAllow, alwaysDeny, type KnownRules, superusers } from './modes.ts'
import { decideForNode, nodeOfUser } from './node.ts'
import { NodeIndex } from './node-index.ts'
import type { PolicyRule } from './policy-rule.ts'
import { createRbac } from './rbac.ts'
import { RbacIndex, type Subject } from './rbac-index.ts'

export interface AuthorizerSettings {
  /** In order; --authorization-mode or the configuration file. */
  readonly modes: readonly ModeSetting[]
}

export type ModeSetting =
  | { readonly type: 'Node' | 'RBAC' | 'AlwaysAllow' | 'AlwaysDeny'; readonly name?: string }
  /** A way made elsewhere: a webhook, or a file of policies. */
  | { readonly type: 'Webhook' | 'ABAC'; readonly mode: AccessMode }

export interface AuthorizerTools {
  readonly store: ObjectStore
  /** undefined: the resource is not served. */
  shapeOf(resource: GroupResource): ResourceShape | undefined
}

export interface Authorizer {
  /** Throws 403; at once where no webhook is asked. */
  allow(request: Seated): Allowed | Promise<Allowed>
  readonly decide: Authorize
  /** Every rule that counts for a user, as far as rules are known. */
  rulesFor(user: User, namespace: string): Promise<KnownRules>
  /** What RBAC alone grants: what somebody may pass on. */
  heldRules(user: User, namespace: string): { rules: PolicyRule[]; errors: string[] }
  rulesOfRole(kind: string, name: string, namespace: string): readonly PolicyRule[] | undefined
  /** Subjects that RBAC allows this. */
  subjectsFor(asked: AccessQuestion): Subject[]
  /** Resolves when roles and bindings are known. */
  readonly ready: Promise<void>
  close(): void
}

const rbacGroup = 'rbac.authorization.k8s.io'
const nodeResources: readonly GroupResource[] = [
  { group: '', resource: 'pods' },
  { group: '', resource: 'persistentvolumes' },
  { group: 'storage.k8s.io', resource: 'volumeattachments' },
  { group: 'resource.k8s.io', resource: 'resourceslices' },
  { group: 'certificates.k8s.io', resource: 'podcertificaterequests' },
]

export function createAuthorizer(settings: AuthorizerSettings, tools: AuthorizerTools): Authorizer {
  const following: Following[] = []
  const followAll = (resource: GroupResource, into: Followed) => {
    const shape = tools.shapeOf(resource)
    if (shape) following.push(follow(tools.store, shape, into))
  }
  const index = new RbacIndex()
  const rbac = createRbac(index)
  followRbac(index, followAll)
  const rbacReady = Promise.all(following.map(({ ready }) => ready))

  const modes = [superusers, ...settings.modes.map(build)]
  const decide = chainOf(modes)

  function build(setting: ModeSetting): AccessMode {
    switch (setting.type) {
      case 'Webhook':
      case 'ABAC':
        return setting.mode
      case 'AlwaysAllow':
        return alwaysAllow(setting.name ?? 'alwaysallow')
      case 'AlwaysDeny':
        return alwaysDeny(setting.name ?? 'alwaysdeny')
      case 'Node':
        return nodeMode(setting.name ?? 'node', followAll)
      case 'RBAC':
        return {
          name: setting.name ?? 'rbac',
          decide: rbac.decide,
          rulesFor: (user, namespace) => ({ ...rbac.rulesFor(user, namespace), incomplete: false }),
        }
    }
  }

  return {
    allow(request) {
      const asked = questionOf(request.info, request.user)
      const answer = decide(asked)
      return answer instanceof Promise
        ? answer.then((late) => accept(request, asked, late))
        : accept(request, asked, answer)
    },
    decide,
    rulesFor: (user, namespace) => rulesOfChain(modes, user, namespace),
    heldRules: rbac.rulesFor,
    rulesOfRole: rbac.rulesOf,
    subjectsFor: rbac.subjectsFor,
    ready: rbacReady.then(() => {}),
    close() {
      for (const one of following) one.close()
    },
  }
}

function accept(request: Seated, asked: AccessQuestion, answer: AccessAnswer): Allowed {
  if (answer.decision === 'allow') {
    return Object.assign(request, { allowedBecause: answer.reason })
  }
  if (answer.error === undefined) throw forbiddenAccess(asked, answer.reason)
  const message = `Internal Server Error: ${JSON.stringify(request.url)}: ${answer.error}`
  throw new ApiError(failure(500, '', message), [['Content-Type', 'text/plain; charset=utf-8']])
}

function followRbac(
  index: RbacIndex,
  followAll: (resource: GroupResource, into: Followed) => void,
): void {
  const roles: Followed = {
    put: (object) => index.putRole(object.view()),
    drop: (namespace, name) => index.dropRole(namespace, name),
  }
  const bindings: Followed = {
    put: (object) => index.putBinding(object.view()),
    drop: (namespace, name) => index.dropBinding(namespace, name),
  }
  followAll({ group: rbacGroup, resource: 'clusterroles' }, roles)
  followAll({ group: rbacGroup, resource: 'roles' }, roles)
  followAll({ group: rbacGroup, resource: 'clusterrolebindings' }, bindings)
  followAll({ group: rbacGroup, resource: 'rolebindings' }, bindings)
}

function nodeMode(
  name: string,
  followAll: (resource: GroupResource, into: Followed) => void,
): AccessMode {
  const index = new NodeIndex()
  for (const resource of nodeResources) followAll(resource, index.followed(resource.resource))
  return {
    name,
    decide: (asked) => decideForNode(asked, index),
    rulesFor(user) {
      if (nodeOfUser(user) === undefined) return { rules: [], incomplete: false, errors: [] }
      const error = 'node authorizer does not support user rule resolution'
      return { rules: [], incomplete: true, errors: [error] }
    },
  }
}
