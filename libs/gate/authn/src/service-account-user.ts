// in: what a token says about its service account → out: the user. Never: whether it is true.
import type { User } from '@binnacle/exchange'
import { dns1123Label, dns1123Subdomain } from '@binnacle/meta'
import { knownUser } from './known-user.ts'

const userPrefix = 'system:serviceaccount:'

export interface ServiceAccountFacts {
  readonly namespace: string
  readonly name: string
  readonly uid: string
  readonly tokenId?: string
  readonly pod?: { readonly name: string; readonly uid: string }
  readonly node?: { readonly name: string; readonly uid: string }
  readonly validatingWebhook?: { readonly name: string; readonly uid: string }
  readonly mutatingWebhook?: { readonly name: string; readonly uid: string }
  readonly reviewApiGroups?: readonly string[]
}

export function serviceAccountName(namespace: string, name: string): string {
  return `${userPrefix}${namespace}:${name}`
}

export function serviceAccountGroups(namespace: string): string[] {
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`]
}

/** undefined where the user is no service account. */
export function splitServiceAccountName(
  user: string,
): { namespace: string; name: string } | undefined {
  if (!user.startsWith(userPrefix)) return undefined
  const [namespace = '', name = '', ...more] = user.slice(userPrefix.length).split(':')
  if (more.length > 0 || dns1123Label(namespace).length > 0) return undefined
  return dns1123Subdomain(name).length > 0 ? undefined : { namespace, name }
}

export function serviceAccountUser(facts: ServiceAccountFacts): User {
  const extra: Record<string, readonly string[]> = Object.create(null)
  const put = (key: string, value: string | undefined) => {
    if (value) extra[`authentication.kubernetes.io/${key}`] = [value]
  }
  if (facts.pod?.name && facts.pod.uid) {
    put('pod-name', facts.pod.name)
    put('pod-uid', facts.pod.uid)
  }
  put('credential-id', facts.tokenId && `JTI=${facts.tokenId}`)
  if (facts.node?.name) {
    put('node-name', facts.node.name)
    put('node-uid', facts.node.uid)
  }
  if (facts.validatingWebhook?.name && facts.validatingWebhook.uid) {
    put('validatingwebhookconfiguration-name', facts.validatingWebhook.name)
    put('validatingwebhookconfiguration-uid', facts.validatingWebhook.uid)
  }
  if (facts.mutatingWebhook?.name && facts.mutatingWebhook.uid) {
    put('mutatingwebhookconfiguration-name', facts.mutatingWebhook.name)
    put('mutatingwebhookconfiguration-uid', facts.mutatingWebhook.uid)
  }
  if (facts.reviewApiGroups && facts.reviewApiGroups.length > 0) {
    extra['attestation.authentication.kubernetes.io/admissionReviewAPIGroups'] =
      facts.reviewApiGroups
  }
  const { namespace, name, uid } = facts
  return knownUser({
    name: serviceAccountName(namespace, name),
    uid,
    groups: serviceAccountGroups(namespace),
    extra,
  })
}
