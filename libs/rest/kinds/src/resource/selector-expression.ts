// in: the expression of a device selector → out: what is wrong with it. Never: devices.
import {
  baseEnvironment,
  boolType,
  compileExpression,
  type DeclType,
  dynType,
  extend,
  mapDecl,
  objectDecl,
  quantityType,
  sameType,
  scalarDecl,
  sizeWithin,
  stringType,
  structsWithin,
  typeText,
  worstCost,
} from '@binnacle/cel'
import { type FieldError, forbidden, internalFieldError, invalid } from '@binnacle/meta'

const costMax = 1_000_000
const namesMax = 32
const valueLengthMax = 64
const driverLengthMax = 63

const byDomain = (value: DeclType) => mapDecl(mapDecl(value, namesMax), namesMax)

/** Attributes are of any type; lists among them are switched off by default. */
const device = objectDecl(
  'kubernetes.DRADevice',
  new Map([
    ['driver', scalarDecl(stringType, 2, driverLengthMax)],
    ['attributes', byDomain(scalarDecl(dynType, 1, valueLengthMax))],
    ['capacity', byDomain(scalarDecl(quantityType, 8))],
    ['allowMultipleAllocations', scalarDecl(boolType, 4, 1)],
  ]),
)

const environment = extend(baseEnvironment, [['device', device.type]], structsWithin(device))

/** All names of attributes have values of the same size. */
function sizeOfPath(path: readonly string[]): number | undefined {
  const [, field, domain, name] = path
  const isValue = field === 'attributes' && domain !== undefined && name !== undefined
  return isValue && path.length === 4 ? valueLengthMax : sizeWithin(device, path)
}

/** Our CEL knows no `cel.bind`, which selectors may use: those are believed. */
const bindings = /\bcel\s*\.\s*bind\s*\(/

export function selectorFaults(path: string, source: string): FieldError[] {
  if (bindings.test(source)) return []
  const compiled = compileExpression(source, environment)
  if ('issues' in compiled) {
    return compiled.instantiation
      ? [internalFieldError(path, `program instantiation failed: ${compiled.issues}`)]
      : [invalid(path, source, `compilation failed: ${compiled.issues}`)]
  }
  const { program } = compiled
  const { resultType } = program
  if (!sameType(resultType, boolType) && !sameType(resultType, dynType)) {
    const text = `must evaluate to bool or the unknown type, not ${typeText(resultType)}`
    return [invalid(path, source, text)]
  }
  if (worstCost(program, sizeOfPath) <= costMax) return []
  return [forbidden(path, 'too complex, exceeds cost limit')]
}
