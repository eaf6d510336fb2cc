// in: a function and the sizes of its arguments → out: what a call may cost and how large its result may be.
import { cidrType, formatType, ipType, quantityType, semverType, urlType } from './declare.ts'
import type { Expr } from './expression.ts'
import {
  checkCost,
  listCost,
  perCharacter,
  perPatternCharacter,
  structCost,
} from './runtime-cost.ts'
import { fixed, greatest, plus, type Range, scaled, times, unknownRange } from './size-range.ts'
import { type CelType, sameType } from './types.ts'

/** An argument as estimates see it. */
export interface Argument {
  readonly expr: Expr
  readonly type: CelType
  /** From a variable to the value, when it is within one. */
  readonly path: readonly string[]
  readonly size: Range | undefined
}

export interface Estimate {
  readonly cost: Range
  readonly size?: Range
}

export type SizeOfPath = (path: readonly string[]) => number | undefined

interface Call {
  readonly name: string
  readonly id: string
  readonly target: Argument | undefined
  readonly args: readonly Argument[]
  readonly sizeOfPath: SizeOfPath
}

type Rule = (call: Call) => Estimate | undefined

function sizeOf(argument: Argument | undefined): Range {
  return argument?.size ?? unknownRange
}

function elementSize(list: Argument, sizeOfPath: SizeOfPath): Range {
  const path = list.path.length === 0 ? [] : [...list.path, '@items']
  const max = path.length === 0 ? undefined : sizeOfPath(path)
  return max === undefined ? unknownRange : { min: 0, max }
}

const nominal: Rule = () => ({ cost: fixed(1) })

function selector({ args }: Call): Estimate | undefined {
  if (args.length !== 1) return undefined
  const length = sizeOf(args[0])
  const requirements = scaled(scaled(length, 0.5), listCost + structCost)
  return { cost: plus(fixed(listCost), scaled(length, perCharacter), requirements) }
}

function perElement({ name, target, sizeOfPath }: Call): Estimate | undefined {
  if (target === undefined) return undefined
  const size = sizeOf(target)
  const element = target.type.params[0]
  if (element === undefined) {
    return { cost: name === 'includes' ? size : scaled(size, perCharacter) }
  }
  const textual = element.kind === 'string' || element.kind === 'bytes'
  const read = textual ? scaled(elementSize(target, sizeOfPath), perCharacter) : fixed(0)
  return { cost: times(size, plus(fixed(1), read)) }
}

const readArgument: Rule = ({ args }) => ({ cost: scaled(sizeOf(args[0]), perCharacter) })

const keepArgumentSize: Rule = ({ args }) => {
  if (args.length !== 1) return undefined
  const size = sizeOf(args[0])
  return { cost: scaled(size, perCharacter), size }
}

const keepTargetSize: Rule = ({ target }) => {
  if (target === undefined) return undefined
  const size = sizeOf(target)
  return { cost: scaled(size, perCharacter), size }
}

function replaced(text: Range, old: Range, by: Range): Range {
  let [countMin, countMax, keptMin, keptMax] = [0, 0, 0, 0]
  if (old.min === 0) {
    countMax = text.max < greatest ? text.max + 1 : text.max
    keptMax = text.max
  } else if (by.max <= old.min) keptMax = text.max
  else countMax = Math.ceil(text.max / old.min)
  if (old.max === 0) {
    countMin = text.min < greatest ? text.min + 1 : text.min
    keptMin = text.min
  } else if (old.max <= by.min) keptMin = text.min
  else countMin = Math.ceil(text.min / old.max)
  return plus(times({ min: countMin, max: countMax }, by), { min: keptMin, max: keptMax })
}

const replace: Rule = ({ target, args }) => {
  if (target === undefined || args.length < 2) return undefined
  const text = sizeOf(target)
  const size = replaced(text, sizeOf(args[0]), sizeOf(args[1]))
  return { cost: scaled(text, 2 * perCharacter), size }
}

const split: Rule = ({ target, args }) => {
  if (target === undefined) return undefined
  const text = sizeOf(target)
  const limit = args[1]?.expr
  const literal = limit?.kind === 'literal' && typeof limit.value === 'bigint'
  const max = literal ? Number(BigInt.asUintN(64, limit.value as bigint)) : text.max
  return { cost: scaled(text, 2 * perCharacter), size: { min: 0, max } }
}

const join: Rule = ({ target, args, sizeOfPath }) => {
  if (target === undefined) return undefined
  const list = sizeOf(target)
  const element = target.type.params.length > 0
  let size = element ? times(list, elementSize(target, sizeOfPath)) : fixed(0)
  if (args.length > 0) {
    const separators = { min: Math.max(list.min - 1, 0), max: Math.max(list.max - 1, 0) }
    size = plus(size, times(sizeOf(args[0]), separators))
  }
  return { cost: scaled(size, perCharacter), size }
}

function patternCost(text: Range, pattern: Range): Range {
  return times(scaled(plus(text, fixed(1)), perCharacter), scaled(pattern, perPatternCharacter))
}

const find: Rule = ({ target, args }) => {
  if (target === undefined || args.length < 1) return undefined
  const text = sizeOf(target)
  return { cost: patternCost(text, sizeOf(args[0])), size: { min: 0, max: text.max } }
}

const addressSize: Range = { min: 4, max: 16 }

function within(call: Call, textual: boolean): Range {
  const compared = scaled(plus(addressSize, addressSize), perCharacter)
  return textual ? plus(compared, scaled(sizeOf(call.args[0]), perCharacter)) : compared
}

const containsIp: Rule = (call) => ({ cost: within(call, call.id === 'cidr_contains_ip_string') })

const containsCidr: Rule = (call) => {
  const base = within(call, call.id === 'cidr_contains_cidr_string')
  return { cost: plus(base, scaled(addressSize, perCharacter), fixed(1)) }
}

const validate: Rule = ({ args }) => ({
  cost: scaled(scaled(sizeOf(args[0]), perCharacter), 128 * perPatternCharacter),
})

const equalsOpaque: Rule = ({ args }) => {
  const [left, right] = args as [Argument, Argument]
  const type = left.type
  if (!sameType(type, right.type)) return undefined
  if (type === ipType || type === cidrType || type === quantityType || type === semverType) {
    return { cost: fixed(1) }
  }
  if (sameType(type, formatType)) return { cost: scaled({ min: 1, max: 64 }, perCharacter) }
  if (sameType(type, urlType)) {
    const max = right.size?.max ?? 1
    return { cost: scaled({ min: 1, max }, perCharacter) }
  }
  return type.name.startsWith('kubernetes.authorization.') ? { cost: fixed(1) } : undefined
}

function rules(names: string, rule: Rule): [string, Rule][] {
  return names.split(' ').map((name) => [name, rule])
}

/** Rules for functions by name. They come before those by overload. */
const byName: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['check', () => ({ cost: fixed(checkCost) })],
  ...rules('serviceAccount path group resource subresource namespace name', nominal),
  ...rules('allowed reason error errored format.named', nominal),
  ...rules('fieldSelector labelSelector', selector),
  ...rules('isSorted sum max min indexOf lastIndexOf includes', perElement),
  ...rules('url jsonpatch.escapeKey', keepArgumentSize),
  ...rules('lowerAscii upperAscii substring trim', keepTargetSize),
  ['replace', replace],
  ['split', split],
  ['join', join],
  ...rules('find findAll', find),
  ...rules('cidr isIP isCIDR quantity isQuantity semver isSemver', readArgument),
  ['ip', (call) => (call.id === 'cidr_ip' ? nominal(call) : readArgument(call))],
  ['ip.isCanonical', ({ args }) => ({ cost: scaled(sizeOf(args[0]), 2 * perCharacter) })],
  ...rules('masked prefixLength family isUnspecified isLoopback', nominal),
  ...rules('isLinkLocalMulticast isLinkLocalUnicast isGlobalUnicast', nominal),
  ['containsIP', containsIp],
  ['containsCIDR', containsCidr],
  ['validate', validate],
  ...rules('sign asInteger isInteger asApproximateFloat isGreaterThan isLessThan', nominal),
  ...rules('compareTo add sub major minor patch', nominal),
  ...rules('getScheme getHostname getHost getPort getEscapedPath getQuery', nominal),
  ['_==_', equalsOpaque],
])

function literalCount(argument: Argument | undefined, otherwise: number): number {
  const expr = argument?.expr
  const literal = expr?.kind === 'literal' && typeof expr.value === 'bigint'
  return literal ? Number(BigInt.asUintN(64, expr.value as bigint)) : otherwise
}

function allocating(factor: number, size: Range): Estimate {
  return { cost: plus(scaled(size, factor), fixed(1 + listCost)), size }
}

function selfCompare(list: Argument | undefined, id: string): Estimate {
  const size = sizeOf(list)
  const textual = id.startsWith('list_string_') || id.startsWith('list_bytes_')
  return allocating(textual ? 2 + perCharacter : 2, times(size, size))
}

function sets({ args }: Call, factor: number): Estimate {
  const product = times(sizeOf(args[0]), sizeOf(args[1]))
  return { cost: plus(scaled(product, factor), fixed(1)) }
}

/** Rules for overloads of lists and sets, which come before all others. */
function listRule(call: Call): Estimate | undefined {
  const { id, target, args } = call
  switch (id) {
    case 'list_slice': {
      const end = literalCount(args[1], sizeOf(target).max)
      const length = end - literalCount(args[0], 0)
      return allocating(1, fixed(length < 0 ? greatest + length : length))
    }
    case 'lists_range':
      return allocating(1, fixed(literalCount(args[0], greatest)))
    case 'list_reverse':
      return allocating(1, sizeOf(target))
    case 'list_flatten':
    case 'list_flatten_int':
      return allocating(args.length === 1 ? literalCount(args[0], greatest) : 1, sizeOf(target))
    case 'list_distinct':
      return allocating(2, times(sizeOf(target), sizeOf(target)))
    case 'list_sets_contains_list':
    case 'list_sets_intersects_list':
      return sets(call, 1)
    case 'list_sets_equivalent_list':
      return sets(call, 2)
  }
  if (id.endsWith('_sortByAssociatedKeys')) return selfCompare(args[0], id)
  return id.endsWith('_sort') ? selfCompare(target, id) : undefined
}

/** undefined: the language's own rules hold. Without the cost of the arguments themselves. */
export function libraryEstimate(call: Call): Estimate | undefined {
  return listRule(call) ?? byName.get(call.name)?.(call)
}

const ordered = /^(?:less|less_equals|greater|greater_equals)_(?:string|bytes)$/

/** The language's own rules. */
export function languageEstimate(
  id: string,
  target: Argument | undefined,
  args: readonly Argument[],
): Estimate {
  const [first, second] = args
  switch (id) {
    case 'string_format':
      return { cost: scaled(sizeOf(target), perCharacter) }
    case 'string_to_bytes': {
      const { min, max } = sizeOf(first)
      return { cost: scaled({ min, max }, perCharacter), size: { min, max: max * 4 } }
    }
    case 'bytes_to_string': {
      const { min, max } = sizeOf(first)
      return { cost: scaled({ min, max }, perCharacter), size: { min: Math.floor(min / 4), max } }
    }
    case 'strings_quote': {
      const { min, max } = sizeOf(first)
      return { cost: scaled({ min, max }, perCharacter), size: { min: min + 2, max: max * 2 + 2 } }
    }
    case 'starts_with_string':
    case 'ends_with_string':
      return { cost: scaled(sizeOf(first), perCharacter) }
    case 'in_list':
      return { cost: sizeOf(second) }
    case 'matches_string':
      return { cost: patternCost(sizeOf(target), sizeOf(first)) }
    case 'matches':
      return { cost: patternCost(sizeOf(first), sizeOf(second)) }
    case 'contains_string':
      return {
        cost: times(scaled(sizeOf(target), perCharacter), scaled(sizeOf(first), perCharacter)),
      }
    case 'add_string':
    case 'add_bytes': {
      const size = plus(sizeOf(first), sizeOf(second))
      return { cost: scaled(size, perCharacter), size }
    }
    case 'add_list':
      return { cost: fixed(1), size: plus(sizeOf(first), sizeOf(second)) }
  }
  if (id !== 'equals' && id !== 'not_equals' && !ordered.test(id)) return { cost: fixed(1) }
  const max = Math.min(sizeOf(first).max, sizeOf(second).max)
  return { cost: scaled({ min: max > 0 ? 1 : 0, max }, perCharacter) }
}
