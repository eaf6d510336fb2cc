// in: CEL of an AuthenticationConfiguration → out: what it gives for a token's claims. Never: a token.
import {
  baseEnvironment,
  CelList,
  type CelValue,
  compileExpression,
  dynType,
  type Environment,
  evaluate,
  extend,
  Failure,
  listDecl,
  mapDecl,
  objectDecl,
  scalarDecl,
  stringType,
  structsWithin,
  untypedValue,
} from '@binnacle/cel'
import type { Dict } from '@binnacle/meta'

const claims = mapDecl(scalarDecl(dynType, 1), 0)
const text = scalarDecl(stringType, 2)
const texts = listDecl(text, 0)
const user = objectDecl(
  'kubernetes.UserInfo',
  new Map([
    ['username', text],
    ['uid', text],
    ['groups', texts],
    ['extra', mapDecl(texts, 0)],
  ]),
)

const ofClaims = extend(baseEnvironment, [['claims', claims.type]])
const ofUser = extend(baseEnvironment, [['user', user.type]], structsWithin(user))

export type Expression = (input: Dict) => CelValue

/** Over the claims of a token. Throws an Error where it does not compile. */
export const claimExpression = (source: string) => compile(source, 'claims', ofClaims)
/** Over the user that came of them. */
export const userExpression = (source: string) => compile(source, 'user', ofUser)

function compile(source: string, variable: string, environment: Environment): Expression {
  const compiled = compileExpression(source, environment)
  if (!('program' in compiled)) throw new Error(`compilation failed: ${compiled.issues}`)
  const { program } = compiled
  return (input) => {
    const value = untypedValue(input)
    const outcome = evaluate(program, (name) => (name === variable ? value : undefined))
    if (outcome.value instanceof Failure) throw new Error(outcome.value.message)
    return outcome.value
  }
}

/** A text, a list of texts, or nothing. */
export function textsOf(value: CelValue): string[] {
  if (value === null) return []
  if (typeof value === 'string') return value === '' ? [] : [value]
  if (!(value instanceof CelList))
    throw new Error('an expression must give a string or a list of strings')
  const found: string[] = []
  for (const item of value) {
    if (typeof item !== 'string') throw new Error('an expression gave a list of other than strings')
    if (item !== '') found.push(item)
  }
  return found
}
