// in: which variables there are → out: what names mean in expressions on admission. Never: values.
import {
  admissionRequestDecl,
  jsonPatchDecl,
  namespaceDecl,
  patchTypes,
} from './admission-types.ts'
import { type Compiled, compileExpression, type Program } from './compile.ts'
import { authorizerType, resourceCheckType } from './declare.ts'
import {
  type DeclType,
  type Environment,
  objectDecl,
  scalarDecl,
  structsWithin,
} from './environment.ts'
import { baseEnvironment, patchEnvironment } from './standard.ts'
import {
  boolType,
  type CelType,
  dynType,
  listType,
  nullType,
  sameType,
  stringType,
  structType,
} from './types.ts'

export interface AdmissionNames {
  readonly params?: boolean
  readonly authorizer?: boolean
  /** Expressions may build objects and JSON patches. */
  readonly patches?: boolean
}

/** The results that an expression may have; `any`: all. */
export const admissionResults = {
  condition: [boolType],
  message: [stringType],
  audit: [stringType, nullType],
  jsonPatch: [listType(structType('JSONPatch'))],
  applyConfiguration: [structType('Object')],
  any: undefined,
} as const satisfies Record<string, readonly CelType[] | undefined>

export interface AdmissionExpression {
  readonly source: string
  readonly program?: Program
  /** Why it cannot be evaluated. */
  readonly error?: string
  /** The fault is the server's, not the expression's. */
  readonly internal?: true
}

const requestStructs = [...structsWithin(admissionRequestDecl), ...structsWithin(namespaceDecl)]

/** By the full names of types, unlike the checker's texts. */
export function typeText({ name, params }: CelType): string {
  return params.length === 0 ? name : `${name}(${params.map(typeText).join(', ')})`
}

/** Compiles the expressions of one policy; variables are known to what is compiled after them. */
export class AdmissionCompiler {
  private readonly variables = new Map<string, DeclType>()
  private readonly composed: boolean

  constructor(composed: boolean) {
    this.composed = composed
  }

  compile(
    source: string,
    names: AdmissionNames,
    results: readonly CelType[] | undefined,
  ): AdmissionExpression {
    const compiled: Compiled = compileExpression(source, this.environment(names))
    if ('issues' in compiled) {
      if (!compiled.instantiation)
        return { source, error: `compilation failed: ${compiled.issues}` }
      return { source, error: `program instantiation failed: ${compiled.issues}`, internal: true }
    }
    const { program } = compiled
    const { resultType } = program
    if (results === undefined || results.some((type) => sameType(type, resultType))) {
      return { source, program }
    }
    const shown = results.map(typeText)
    const wanted = shown.length === 1 ? shown[0] : `one of [${shown.join(' ')}]`
    return { source, error: `must evaluate to ${wanted} but got ${typeText(resultType)}` }
  }

  variable(name: string, source: string, names: AdmissionNames): AdmissionExpression {
    const compiled = this.compile(source, names, undefined)
    const type = compiled.program?.resultType ?? dynType
    this.variables.set(name, scalarDecl(type, 1, Number.MAX_SAFE_INTEGER))
    return compiled
  }

  private environment({ params, authorizer, patches }: AdmissionNames): Environment {
    const variables = new Map<string, CelType>([
      ['object', dynType],
      ['oldObject', dynType],
      ['request', admissionRequestDecl.type],
      ['namespaceObject', namespaceDecl.type],
    ])
    const structs: Map<string, DeclType> = patches
      ? patchTypes([...requestStructs, ['JSONPatch', jsonPatchDecl]])
      : new Map(requestStructs)
    if (params) variables.set('params', dynType)
    if (authorizer) {
      variables.set('authorizer', authorizerType)
      variables.set('authorizer.requestResource', resourceCheckType)
    }
    if (this.composed) {
      const decl = objectDecl('kubernetes.variables', this.variables)
      variables.set('variables', decl.type)
      structs.set('kubernetes.variables', decl)
    }
    const { functions } = patches ? patchEnvironment : baseEnvironment
    return { functions, variables, structs }
  }
}
