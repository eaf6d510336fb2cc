// in: nothing → out: what quota asks of a resource. Never: a resource.
import type { Surroundings } from '@binnacle/kinds'
import type { Dict, KubeObject } from '@binnacle/meta'
import type { Admitted } from '../step.ts'
import type { Amounts } from './amounts.ts'

export interface Scope {
  readonly scopeName: string
  readonly operator: string
  readonly values?: readonly string[]
}

/** What is known of other objects. */
export type Around = Pick<Surroundings, 'lookUp' | 'lookUpAll'>

/** How objects of one resource are charged. */
export interface Evaluator {
  handles(write: Admitted): boolean
  /** Which of a quota's names this resource is charged under. */
  charges(name: string, around: Around): boolean
  /** Some are counted with what else there is. */
  usage(object: KubeObject, now: Date, around: Around): Amounts
  /** Whether a scope of a quota takes the object in. */
  inScope(scope: Scope, object: KubeObject): boolean
  /** Why the object cannot be charged: it does not say how much it wants. */
  missing?(names: readonly string[], object: KubeObject): string | undefined
}

export function scopesOf({ spec }: KubeObject): Scope[] {
  const scopes: Scope[] = (spec?.scopes ?? []).map((scopeName: string) => ({
    scopeName,
    operator: 'Exists',
  }))
  const expressions: Dict[] = spec?.scopeSelector?.matchExpressions ?? []
  return [...scopes, ...(expressions as unknown as Scope[])]
}

/** A scope's selector against the value that the object has; undefined: it has none. */
export function scopeSelects({ operator, values = [] }: Scope, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value)
    case 'NotIn':
      return value === undefined || !values.includes(value)
    case 'Exists':
      return value !== undefined
    case 'DoesNotExist':
      return value === undefined
    default:
      return false
  }
}
