// in: CEL conditions of a webhook → out: whether a question is for it. Never: a decision.
import {
  baseEnvironment,
  compileExpression,
  type DeclType,
  evaluate,
  extend,
  Failure,
  listDecl,
  mapDecl,
  objectDecl,
  type Program,
  scalarDecl,
  stringType,
  structsWithin,
  untypedValue,
} from '@binnacle/cel'
import type { Dict } from '@binnacle/meta'

const text = scalarDecl(stringType, 2)
const texts = listDecl(text, 0)
const textsOf = (...names: string[]): [string, DeclType][] => names.map((name) => [name, text])
const objectOf = (name: string, fields: [string, DeclType][]) => objectDecl(name, new Map(fields))

const requirement = objectOf('kubernetes.SelectorRequirement', [
  ...textsOf('key', 'operator'),
  ['values', texts],
])
const selector = objectOf('kubernetes.Selector', [
  ['rawSelector', text],
  ['requirements', listDecl(requirement, 0)],
])

/** Members have the names of the API, reserved words too: they stand behind a dot. */
const declared = objectOf('kubernetes.SubjectAccessReviewSpec', [
  ...textsOf('user', 'uid'),
  ['groups', texts],
  ['extra', mapDecl(texts, 0)],
  ['nonResourceAttributes', objectOf('kubernetes.NonResourceAttributes', textsOf('path', 'verb'))],
  [
    'resourceAttributes',
    objectOf('kubernetes.ResourceAttributes', [
      ...textsOf('namespace', 'verb', 'group', 'version', 'resource', 'subresource', 'name'),
      ['fieldSelector', selector],
      ['labelSelector', selector],
    ]),
  ],
])

/** All must be true. An error counts only when none is false. */
export function compileMatchConditions(
  conditions: readonly Dict[],
  path: string,
): (spec: Dict) => boolean {
  const environment = extend(baseEnvironment, [['request', declared.type]], structsWithin(declared))
  const programs = conditions.map(({ expression }, at): Program => {
    const compiled = compileExpression(String(expression ?? ''), environment)
    if ('program' in compiled) return compiled.program
    throw new Error(
      `${path}.matchConditions[${at}].expression: compilation failed: ${compiled.issues}`,
    )
  })
  return (spec) => {
    const request = untypedValue(filled(spec))
    let trouble: string | undefined
    for (const program of programs) {
      const { value } = evaluate(program, (name) => (name === 'request' ? request : undefined))
      if (value === false) return false
      if (value instanceof Failure) trouble ??= value.message
      else if (value !== true) trouble ??= 'a match condition gave no boolean'
    }
    if (trouble !== undefined) throw new Error(trouble)
    return true
  }
}

/** Members that are empty are there for expressions, which would fail on absent ones. */
function filled(spec: Dict): Dict {
  const attributes = spec.resourceAttributes
  const empty = {
    namespace: '',
    verb: '',
    group: '',
    version: '',
    resource: '',
    subresource: '',
    name: '',
  }
  return {
    user: '',
    groups: [],
    extra: {},
    uid: '',
    ...spec,
    ...(attributes && { resourceAttributes: { ...empty, ...attributes } }),
  }
}
