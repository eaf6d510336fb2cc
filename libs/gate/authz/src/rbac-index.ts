// in: roles and bindings as they change → out: who is bound to what, by subject. Never: a decision.
import type { User } from '@binnacle/exchange'
import type { KubeObject } from '@binnacle/meta'
import { type CompiledRule, compileRule, type PolicyRule } from './policy-rule.ts'

export interface Subject {
  readonly kind: string
  readonly apiGroup?: string
  readonly name: string
  readonly namespace?: string
}

/** A binding as one of its subjects sees it. */
export interface Bond {
  /** '' for a ClusterRoleBinding. */
  readonly namespace: string
  readonly name: string
  readonly roleKind: string
  readonly roleName: string
  /** Of its role among the roles; undefined: no role can be meant. */
  readonly roleKey: string | undefined
  readonly subjects: readonly Subject[]
}

type BySubject = Map<string, Set<Bond>>

export class RbacIndex {
  /** Grows with every change: whoever remembers an answer compares it. */
  generation = 0
  readonly #roles = new Map<string, readonly CompiledRule[]>()
  readonly #bonds = new Map<string, Bond>()
  /** By namespace of the binding, then by subject. */
  readonly #scopes = new Map<string, BySubject>()

  putRole({ metadata, rules }: KubeObject): void {
    this.generation++
    const compiled = ((rules ?? []) as PolicyRule[]).map(compileRule)
    this.#roles.set(keyOf(metadata.namespace, metadata.name), compiled)
  }

  dropRole(namespace: string, name: string): void {
    this.generation++
    this.#roles.delete(keyOf(namespace, name))
  }

  putBinding(binding: KubeObject): void {
    const { namespace = '', name = '' } = binding.metadata
    this.dropBinding(namespace, name)
    const { kind: roleKind = '', name: roleName = '' } = binding.roleRef ?? {}
    const roleKey = roleKeyOf(roleKind, roleName, namespace)
    const subjects = binding.subjects ?? []
    const bond: Bond = { namespace, name, roleKind, roleName, roleKey, subjects }
    this.#bonds.set(keyOf(namespace, name), bond)
    const scope = this.#scopes.get(namespace) ?? new Map()
    this.#scopes.set(namespace, scope)
    for (const subject of bond.subjects) {
      const key = subjectKey(subject, namespace)
      if (key === undefined) continue
      const bonds = scope.get(key) ?? new Set()
      scope.set(key, bonds.add(bond))
    }
  }

  dropBinding(namespace: string, name: string): void {
    this.generation++
    const bond = this.#bonds.get(keyOf(namespace, name))
    if (!bond) return
    this.#bonds.delete(keyOf(namespace, name))
    const scope = this.#scopes.get(namespace)
    for (const subject of bond.subjects) {
      const key = subjectKey(subject, namespace)
      const bonds = key === undefined ? undefined : scope?.get(key)
      bonds?.delete(bond)
      if (bonds?.size === 0) scope?.delete(key as string)
    }
    if (scope?.size === 0) this.#scopes.delete(namespace)
  }

  /** Rules of the role that a binding in this namespace names; undefined: no such role. */
  rulesOf(kind: string, name: string, namespace: string): readonly CompiledRule[] | undefined {
    const key = roleKeyOf(kind, name, namespace)
    return key === undefined ? undefined : this.#roles.get(key)
  }

  /** Rules that a binding gives; undefined: no such role. */
  rulesBy({ roleKey }: Bond): readonly CompiledRule[] | undefined {
    return roleKey === undefined ? undefined : this.#roles.get(roleKey)
  }

  /** Bindings of a user that count in a namespace; each once. */
  *bondsOf(user: User, namespace: string): Generator<Bond> {
    yield* this.#bondsIn('', user)
    if (namespace !== '') yield* this.#bondsIn(namespace, user)
  }

  *#bondsIn(namespace: string, user: User): Generator<Bond> {
    const scope = this.#scopes.get(namespace)
    if (!scope) return
    let seen: Set<Bond> | undefined
    for (const key of keysOfUser(user)) {
      for (const bond of scope.get(key) ?? []) {
        // Most have one subject, and come once.
        if (bond.subjects.length > 1) {
          if (seen?.has(bond)) continue
          seen = (seen ?? new Set()).add(bond)
        }
        yield bond
      }
    }
  }

  /** All bindings that count in a namespace, whoever is bound. */
  *bondsIn(namespace: string): Generator<Bond> {
    for (const bond of this.#bonds.values()) {
      if (bond.namespace === '' || bond.namespace === namespace) yield bond
    }
  }
}

function keyOf(namespace: string | undefined, name: string | undefined): string {
  return `${namespace ?? ''}/${name ?? ''}`
}

function roleKeyOf(kind: string, name: string, namespace: string): string | undefined {
  if (kind === 'ClusterRole') return keyOf('', name)
  return kind === 'Role' ? keyOf(namespace, name) : undefined
}

function subjectKey(
  { kind, name, namespace }: Subject,
  bindingNamespace: string,
): string | undefined {
  if (kind === 'User') return `u:${name}`
  if (kind === 'Group') return `g:${name}`
  if (kind !== 'ServiceAccount') return undefined
  const home = namespace || bindingNamespace
  return home === '' ? undefined : `u:system:serviceaccount:${home}:${name}`
}

const keys = new WeakMap<User, readonly string[]>()

function keysOfUser(user: User): readonly string[] {
  let known = keys.get(user)
  if (!known) {
    known = [`u:${user.name}`, ...user.groups.map((group) => `g:${group}`)]
    keys.set(user, known)
  }
  return known
}

/** The first of a binding's subjects that means this user. */
export function subjectFor(user: User, bond: Bond): Subject | undefined {
  const own = keysOfUser(user)
  return bond.subjects.find((subject) => {
    const key = subjectKey(subject, bond.namespace)
    return key !== undefined && own.includes(key)
  })
}
