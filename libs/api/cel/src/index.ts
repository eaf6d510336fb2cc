export {
  AdmissionCompiler,
  type AdmissionExpression,
  type AdmissionNames,
  admissionResults,
  typeText,
} from './admission-environment.ts'
export type { SizeOfPath } from './call-estimate.ts'
export { type Compiled, compileExpression, type Program, worstCost } from './compile.ts'
export { authorizerType, quantityType, resourceCheckType } from './declare.ts'
export {
  type DeclType,
  type Environment,
  extend,
  listDecl,
  mapDecl,
  objectDecl,
  scalarDecl,
  structsWithin,
} from './environment.ts'
export { escapeName, unescapeName } from './escape-name.ts'
export { callCostLimit, evaluate, type Outcome } from './evaluate.ts'
export { jsonValue } from './json-value.ts'
export {
  type Access,
  type Ask,
  Authorizer,
  resourceCheck,
  type Verdict,
} from './library/authorizer.ts'
export type { Activation } from './plan.ts'
export { type RulePath, validFieldPath } from './rule-path.ts'
export {
  compileRules,
  compileRuleTree,
  type CompiledRule,
  type Rule,
  type RuleTree,
  selfTypeName,
} from './rules.ts'
export {
  requestBytesMax,
  type Schema,
  schemaType,
  sizeWithin,
  withObjectMeta,
} from './schema-type.ts'
export { baseEnvironment, patchEnvironment } from './standard.ts'
export * from './types.ts'
export { untypedValue } from './untyped-value.ts'
export { objectCostBudget, type RuleCheck, validateRules } from './validate-rules.ts'
export {
  ArrayList,
  CelList,
  CelMap,
  type CelValue,
  Duration,
  EntryMap,
  Failure,
  Optional,
  Timestamp,
  TypeValue,
  Uint,
} from './values.ts'
export { plainJson } from './plain-json.ts'
