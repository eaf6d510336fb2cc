// in: a way to ask the authorizer → out: the values and functions by which expressions ask it.
import { dns1123Label, dns1123Subdomain } from '@binnacle/meta'
import {
  authorizerType,
  decisionType,
  groupCheckType,
  type Overload,
  overload,
  pathCheckType,
  resourceCheckType,
} from '../declare.ts'
import type { CelType } from '../types.ts'
import { type CelValue, Failure, type Opaque } from '../values.ts'

export interface Access {
  readonly path?: string
  readonly verb: string
  readonly group: string
  readonly resource: string
  readonly subresource: string
  readonly namespace: string
  readonly name: string
  readonly fieldSelector: string
  readonly labelSelector: string
  /** Ask for this service account in place of the user. */
  readonly serviceAccount?: { readonly namespace: string; readonly name: string }
}

export interface Verdict {
  readonly allowed: boolean
  readonly reason: string
  readonly error?: string
}

/** Answers at once: expressions cannot wait. */
export type Ask = (access: Access) => Verdict

abstract class Unequal implements Opaque {
  abstract readonly opaque: CelType

  equals(other: Opaque): boolean {
    return other === (this as Opaque)
  }
}

export class Authorizer extends Unequal {
  readonly opaque = authorizerType
  readonly ask: Ask
  readonly serviceAccount: Access['serviceAccount']

  constructor(ask: Ask, serviceAccount?: Access['serviceAccount']) {
    super()
    this.ask = ask
    this.serviceAccount = serviceAccount
  }
}

class Check extends Unequal {
  readonly opaque: CelType
  readonly authorizer: Authorizer
  readonly access: Access

  constructor(type: CelType, authorizer: Authorizer, access: Access) {
    super()
    this.opaque = type
    this.authorizer = authorizer
    this.access = access
  }

  with(type: CelType, change: Partial<Access>): Check {
    return new Check(type, this.authorizer, { ...this.access, ...change })
  }
}

class Decision extends Unequal {
  readonly opaque = decisionType
  readonly verdict: Verdict

  constructor(verdict: Verdict) {
    super()
    this.verdict = verdict
  }
}

const nothing: Access = {
  verb: '',
  group: '',
  resource: '',
  subresource: '',
  namespace: '',
  name: '',
  fieldSelector: '',
  labelSelector: '',
}

function start(type: CelType, authorizer: Authorizer, access: Partial<Access>): Check {
  const { serviceAccount } = authorizer
  const whose = serviceAccount === undefined ? {} : { serviceAccount }
  return new Check(type, authorizer, { ...nothing, ...whose, ...access })
}

/** What `authorizer.requestResource` is. */
export function resourceCheck(authorizer: Authorizer, access: Partial<Access>): CelValue {
  return start(resourceCheckType, authorizer, access)
}

function serviceAccount(authorizer: Authorizer, namespace: string, name: string): CelValue {
  if (dns1123Subdomain(name).length > 0) return new Failure('Invalid service account name')
  if (dns1123Label(namespace).length > 0) return new Failure('Invalid service account namespace')
  return new Authorizer(authorizer.ask, { namespace, name })
}

function check(value: Check, verb: string): Decision {
  return new Decision(value.authorizer.ask({ ...value.access, verb }))
}

type Detail = 'subresource' | 'namespace' | 'name' | 'fieldSelector' | 'labelSelector'

function detail(id: string, name: Detail): Overload {
  return overload(id, `resourceCheck.${name}(string): resourceCheck`, (value, text) =>
    (value as Check).with(resourceCheckType, { [name]: text as string }),
  )
}

function verdict(name: string, result: string, read: (verdict: Verdict) => CelValue): Overload {
  return overload(`decision_${name}`, `decision.${name}(): ${result}`, (decision) =>
    read((decision as Decision).verdict),
  )
}

export const authorizers: readonly Overload[] = [
  overload('authorizer_path', 'authorizer.path(string): pathCheck', (authorizer, path) =>
    (path as string).trim() === ''
      ? new Failure('path must not be empty')
      : start(pathCheckType, authorizer as Authorizer, { path: path as string }),
  ),
  overload('authorizer_group', 'authorizer.group(string): groupCheck', (authorizer, group) =>
    start(groupCheckType, authorizer as Authorizer, { group: group as string }),
  ),
  overload(
    'authorizer_serviceaccount',
    'authorizer.serviceAccount(string, string): authorizer',
    (authorizer, namespace, name) =>
      serviceAccount(authorizer as Authorizer, namespace as string, name as string),
  ),
  overload('groupcheck_resource', 'groupCheck.resource(string): resourceCheck', (value, text) =>
    (text as string).trim() === ''
      ? new Failure('resource must not be empty')
      : (value as Check).with(resourceCheckType, { resource: text as string }),
  ),
  detail('resourcecheck_subresource', 'subresource'),
  detail('resourcecheck_namespace', 'namespace'),
  detail('resourcecheck_name', 'name'),
  detail('authorizer_fieldselector', 'fieldSelector'),
  detail('authorizer_labelselector', 'labelSelector'),
  overload('pathcheck_check', 'pathCheck.check(string): decision', (value, verb) =>
    check(value as Check, verb as string),
  ),
  overload('resourcecheck_check', 'resourceCheck.check(string): decision', (value, verb) =>
    check(value as Check, verb as string),
  ),
  verdict('errored', 'bool', ({ error }) => error !== undefined),
  verdict('error', 'string', ({ error }) => error ?? ''),
  verdict('allowed', 'bool', ({ allowed }) => allowed),
  verdict('reason', 'string', ({ reason }) => reason),
]
