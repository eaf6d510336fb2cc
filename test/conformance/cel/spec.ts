// in: files of cel-spec's simple tests → out: which of them our CEL agrees with, and why others are
// not asked.
// Never: messages of protobuf, which expressions of Kubernetes do not have.
import {
  baseEnvironment,
  boolType,
  bytesType,
  type CelType,
  type CelValue,
  compileExpression,
  doubleType,
  dynType,
  evaluate,
  extend,
  Failure,
  intType,
  listType,
  mapType,
  stringType,
  uintType,
} from '@binnacle/cel'
import { shownExpected, shownValue } from './shown-value.ts'
import { type Message, parseTextproto } from './textproto.ts'

export type Verdict =
  | { readonly kind: 'same' }
  /** Not asked, or what we lack on purpose. */
  | { readonly kind: 'skipped'; readonly why: string }
  | { readonly kind: 'differs'; readonly wanted: string; readonly got: string }

export interface Judged {
  readonly name: string
  readonly expression: string
  readonly verdict: Verdict
}

export function judgeFile(text: string): Judged[] {
  const file = parseTextproto(text)
  return messages(file, 'section').flatMap((section) =>
    messages(section, 'test').map((test) => ({
      name: `${word(file, 'name')}/${word(section, 'name')}/${word(test, 'name')}`,
      expression: word(test, 'expr'),
      verdict: judge(test),
    })),
  )
}

function messages(from: Message, name: string): Message[] {
  return (from.get(name) ?? []).filter((each) => each instanceof Map)
}

function word(from: Message, name: string): string {
  return String(from.get(name)?.[0] ?? '')
}

const notAsked = {
  container: 'names within a container',
  disable_check: 'expressions without types',
  check_only: 'only a type',
  unknown: 'unknown values',
}

function judge(test: Message): Verdict {
  for (const [field, why] of Object.entries(notAsked)) {
    if (test.has(field) && word(test, field) !== 'false') return { kind: 'skipped', why }
  }
  const wanted = wantedOf(test)
  if (wanted === undefined) return { kind: 'skipped', why: 'messages of protobuf' }
  const variables = variablesOf(test)
  if (variables === undefined) return { kind: 'skipped', why: 'messages of protobuf' }
  const environment = extend(
    baseEnvironment,
    [...variables].map(([name, { type }]) => [name, type] as const),
    new Map(),
  )
  const compiled = compileExpression(word(test, 'expr'), environment)
  if ('issues' in compiled) return judgeIssues(compiled.issues, wanted)
  const outcome = evaluate(compiled.program, (name) => variables.get(name)?.value).value
  const got = outcome instanceof Failure ? 'an error' : shownValue(outcome)
  return got === wanted ? { kind: 'same' } : { kind: 'differs', wanted, got: tellOf(outcome, got) }
}

function tellOf(outcome: CelValue, got: string): string {
  return outcome instanceof Failure ? `an error: ${outcome.message}` : got
}

/** Names of libraries and messages that Kubernetes does not have. */
const foreign =
  /undeclared reference to '(?:cel|math|base64|proto|google|TestAllTypes|GlobalEnum|NestedEnum|cel\.[\w.]*|net|optional_type)\b|undeclared reference to '(?:reverse|strings|sets)'|undefined field/

function judgeIssues(issues: string, wanted: string): Verdict {
  if (wanted === 'an error') return { kind: 'same' }
  const [first = ''] = issues.split('\n')
  if (foreign.test(issues)) return { kind: 'skipped', why: 'functions that Kubernetes lacks' }
  return { kind: 'differs', wanted, got: `not compiled: ${first}` }
}

/** undefined: it has messages of protobuf. */
function wantedOf(test: Message): string | undefined {
  if (test.has('eval_error') || test.has('any_eval_errors')) return 'an error'
  const [typed] = messages(test, 'typed_result')
  const [value] = messages(typed?.has('result') ? typed : test, typed ? 'result' : 'value')
  if (value === undefined) return 'bool true'
  const shown = shownExpected(value)
  return shown?.text
}

interface Variable {
  readonly type: CelType
  readonly value: CelValue | undefined
}

function variablesOf(test: Message): Map<string, Variable> | undefined {
  const variables = new Map<string, Variable>()
  for (const declared of messages(test, 'type_env')) {
    const [ident] = messages(declared, 'ident')
    const type = ident && typeOf(messages(ident, 'type')[0])
    if (type === undefined) return undefined
    variables.set(word(declared, 'name'), { type, value: undefined })
  }
  for (const binding of messages(test, 'bindings')) {
    const [outer] = messages(binding, 'value')
    const [inner] = outer ? messages(outer, 'value') : []
    const shown = inner && shownExpected(inner)
    if (shown === undefined) return undefined
    const name = word(binding, 'key')
    const type = variables.get(name)?.type ?? dynType
    variables.set(name, { type, value: shown.value })
  }
  return variables
}

const primitives: Readonly<Record<string, CelType>> = {
  BOOL: boolType,
  BYTES: bytesType,
  DOUBLE: doubleType,
  INT64: intType,
  STRING: stringType,
  UINT64: uintType,
}

function typeOf(type: Message | undefined): CelType | undefined {
  if (type === undefined) return undefined
  if (type.has('dyn')) return dynType
  const primitive = primitives[word(type, 'primitive')]
  if (primitive !== undefined) return primitive
  const [list] = messages(type, 'list_type')
  if (list !== undefined) {
    const element = typeOf(messages(list, 'elem_type')[0])
    return element && listType(element)
  }
  const [map] = messages(type, 'map_type')
  if (map === undefined) return undefined
  const key = typeOf(messages(map, 'key_type')[0])
  const value = typeOf(messages(map, 'value_type')[0])
  return key && value && mapType(key, value)
}
