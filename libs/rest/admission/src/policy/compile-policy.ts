// in: a policy → out: its expressions, compiled once for each state of it. Never: a decision.
import { AdmissionCompiler, type AdmissionExpression, admissionResults } from '@binnacle/cel'
import type { Dict, KubeObject } from '@binnacle/meta'

export interface CompiledPolicy {
  readonly conditions: readonly AdmissionExpression[]
  readonly variables: ReadonlyMap<string, AdmissionExpression>
  /** Of a validating policy. */
  readonly validations: readonly {
    readonly condition: AdmissionExpression
    readonly message: AdmissionExpression | undefined
    readonly spec: Dict
  }[]
  readonly audits: readonly { readonly key: string; readonly value: AdmissionExpression }[]
  /** Of a mutating policy. */
  readonly mutations: readonly {
    readonly type: 'JSONPatch' | 'ApplyConfiguration'
    readonly expression: AdmissionExpression
  }[]
}

const kept = new Map<string, { readonly version: string; readonly compiled: CompiledPolicy }>()
const keptMax = 10_000

/** Policies are kept by their uid for as long as nobody changes them. */
export function compiledPolicy(policy: KubeObject): CompiledPolicy {
  const { uid = '', resourceVersion = '' } = policy.metadata
  const there = kept.get(uid)
  if (there?.version === resourceVersion) return there.compiled
  const compiled = compile(policy.spec ?? {})
  if (kept.size >= keptMax) kept.clear()
  kept.set(uid, { version: resourceVersion, compiled })
  return compiled
}

export function compileConditions(
  conditions: readonly Dict[] | undefined,
  params: boolean,
  compiler = new AdmissionCompiler(false),
): AdmissionExpression[] {
  return (conditions ?? []).map(({ expression }) =>
    compiler.compile(expression ?? '', { params, authorizer: true }, admissionResults.condition),
  )
}

function compile(spec: Dict): CompiledPolicy {
  const params = Boolean(spec.paramKind)
  const compiler = new AdmissionCompiler(true)
  const names = { params, authorizer: true }
  const variables = new Map<string, AdmissionExpression>()
  for (const { name, expression } of spec.variables ?? []) {
    variables.set(name, compiler.variable(name, expression, names))
  }
  return {
    variables,
    conditions: compileConditions(spec.matchConditions, params, compiler),
    validations: (spec.validations ?? []).map((validation: Dict) => ({
      spec: validation,
      condition: compiler.compile(validation.expression, names, admissionResults.condition),
      message: validation.messageExpression
        ? compiler.compile(validation.messageExpression, { params }, admissionResults.message)
        : undefined,
    })),
    audits: (spec.auditAnnotations ?? []).map(({ key, valueExpression }: Dict) => ({
      key,
      value: compiler.compile(valueExpression, names, admissionResults.audit),
    })),
    mutations: (spec.mutations ?? []).map(({ patchType, jsonPatch, applyConfiguration }: Dict) => {
      const isPatch = patchType === 'JSONPatch'
      const { expression = '' } = (isPatch ? jsonPatch : applyConfiguration) ?? {}
      const results = admissionResults[isPatch ? 'jsonPatch' : 'applyConfiguration']
      const compiled = compiler.compile(expression, { ...names, patches: true }, results)
      return { type: patchType, expression: compiled }
    }),
  }
}
