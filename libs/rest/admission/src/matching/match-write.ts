// in: the match constraints of a policy, binding or webhook → out: as which resource a write matches, if at all.
import type { ResourceDef } from '@binnacle/catalogue'
import { ApiError, type Dict } from '@binnacle/meta'
import type { Admitted } from '../step.ts'
import { equivalentsOf } from './equivalents.ts'
import { ruleMatches } from './rule-matches.ts'
import { selectsNamespace, selectsObject } from './selectors-match.ts'

function named({ resourceNames }: Dict, { name }: Admitted): boolean {
  return !resourceNames?.length || resourceNames.includes(name)
}

/** The resource by which the rules apply: the one of the request, else an equivalent of it. */
export function matchedByRules(
  rules: readonly Dict[] | undefined,
  matchPolicy: string | undefined,
  write: Admitted,
): ResourceDef | undefined {
  if (!rules?.length) return undefined
  const { def } = write
  for (const rule of rules) {
    if (ruleMatches(rule, write, def) && named(rule, write)) return def
  }
  if (matchPolicy === undefined || matchPolicy === 'Exact') return undefined
  const equivalents = equivalentsOf(write.surroundings.catalogue.current(), def)
  for (const rule of equivalents.length > 0 ? rules : []) {
    for (const other of equivalents) {
      if (ruleMatches(rule, write, other) && named(rule, write)) return other
    }
  }
  return undefined
}

/** undefined: does not match. Throws an ApiError where that cannot be known. */
export async function matchWrite(
  constraints: Dict,
  write: Admitted,
): Promise<ResourceDef | undefined> {
  const { resourceRules, excludeResourceRules, matchPolicy } = constraints
  // The rules say no most often and cost least.
  const matched = resourceRules?.length
    ? matchedByRules(resourceRules, matchPolicy, write)
    : write.def
  if (matched === undefined) return undefined
  const byNamespace = await selectsNamespace(constraints.namespaceSelector ?? {}, write)
  if (byNamespace === false) return undefined
  const byObject = selectsObject(constraints.objectSelector ?? {}, write)
  if (byObject === false) return undefined
  if (matchedByRules(excludeResourceRules, matchPolicy, write)) return undefined
  for (const verdict of [byNamespace, byObject]) if (verdict instanceof ApiError) throw verdict
  return matched
}
