// in: a checked tree → out: what is wrong with its literals. Never: types of calls.
import type { Checked } from './check.ts'
import { toDurationValue, toTimestampValue } from './conversions.ts'
import { type CallExpr, childrenOf, type Expr, everyExpr } from './expression.ts'
import { compilePattern } from './library/regex.ts'
import { type Clause, clauseTexts, FormatError, readFormat } from './library/string-format.ts'
import type { Issue } from './source-text.ts'
import { type CelType, isDyn, showType, unwrapOptional } from './types.ts'
import { type CelValue, Failure } from './values.ts'

function literalArgument(
  expr: Expr,
  name: string,
  works: (value: CelValue) => unknown,
): Issue | undefined {
  if (expr.kind !== 'call' || expr.name !== name) return undefined
  const [arg] = expr.args
  if (arg?.kind !== 'literal') return undefined
  if (!(works(arg.value) instanceof Failure)) return undefined
  return { offset: arg.offset, message: `invalid ${name} argument` }
}

/** Whether literals of lists and maps hold values of one type, dyn and null not standing for others. */
function alike(a: CelType, b: CelType): boolean {
  if (isDyn(a) !== isDyn(b)) return false
  return isDyn(a) || sameShape(a, b)
}

function sameShape(a: CelType, b: CelType): boolean {
  if (a.kind !== b.kind || a.name !== b.name || a.params.length !== b.params.length) return false
  return a.params.every((param, index) => sameShape(param, b.params[index] as CelType))
}

class Validator {
  readonly issues: Issue[] = []
  private readonly checked: Checked

  constructor(checked: Checked) {
    this.checked = checked
  }

  run(): void {
    const all = [...everyExpr(this.checked.expr)]
    const literals: [string, (value: CelValue) => unknown][] = [
      ['duration', toDurationValue],
      ['timestamp', toTimestampValue],
      ['matches', (pattern) => compilePattern(String(pattern))],
    ]
    for (const [name, works] of literals) {
      for (const expr of all) {
        const issue = literalArgument(expr, name, works)
        if (issue !== undefined) this.issues.push(issue)
      }
    }
    this.aggregates(this.checked.expr, false)
    for (const expr of all) if (expr.kind === 'call') this.format(expr)
  }

  private typeOf(expr: Expr): CelType {
    return this.checked.types.get(expr.id) as CelType
  }

  /** Values given to format() may be of many types. */
  private aggregates(expr: Expr, exempt: boolean): void {
    const within = exempt || (expr.kind === 'call' && expr.name === 'format')
    if (expr.kind === 'list' && !exempt) this.listAlike(expr)
    if (expr.kind === 'map' && !exempt) this.mapAlike(expr)
    for (const child of childrenOf(expr)) this.aggregates(child, within)
  }

  private mismatch(expr: Expr, wanted: CelType, given: CelType): void {
    const message = `expected type '${showType(wanted)}' but found '${showType(given)}'`
    this.issues.push({ offset: expr.offset, message })
  }

  private listAlike(expr: Extract<Expr, { kind: 'list' }>): void {
    let first: CelType | undefined
    for (const [index, element] of expr.elements.entries()) {
      const own = this.typeOf(element)
      const type = expr.optional.has(index) ? unwrapOptional(own) : own
      if (first === undefined) first = type
      else if (!alike(first, type)) {
        this.mismatch(element, first, type)
        return
      }
    }
  }

  private mapAlike(expr: Extract<Expr, { kind: 'map' }>): void {
    let first: { key: CelType; value: CelType } | undefined
    for (const entry of expr.entries) {
      const key = this.typeOf(entry.key)
      const own = this.typeOf(entry.value)
      const value = entry.optional ? unwrapOptional(own) : own
      if (first === undefined) {
        first = { key, value }
        continue
      }
      if (!alike(first.key, key)) this.mismatch(entry.key, first.key, key)
      if (!alike(first.value, value)) this.mismatch(entry.value, first.value, value)
    }
  }

  /** A literal format with a literal list of values. */
  private format(expr: CallExpr): void {
    const [list] = expr.args
    const { target } = expr
    if (expr.name !== 'format' || list?.kind !== 'list' || target?.kind !== 'literal') return
    if (typeof target.value !== 'string') return
    let index = -1
    let at: Expr = expr
    const use = (clause: Clause): string => {
      const value = list.elements[index]
      if (value === undefined) throw new FormatError(`index ${index} out of range`)
      at = value
      this.clause(clause, at)
      at = expr
      return ''
    }
    try {
      readFormat(target.value, () => (index += 1), use)
    } catch (error) {
      if (!(error instanceof FormatError)) throw error
      this.issues.push({ offset: at.offset, message: error.message })
      return
    }
    const [used, given] = [index + 1, list.elements.length]
    if (given <= used) return
    const counts = `(expected ${used}, got ${given})`
    this.issues.push({
      offset: expr.offset,
      message: `too many arguments supplied to string.format ${counts}`,
    })
  }

  private clause({ verb }: Clause, value: Expr): void {
    const type = this.typeOf(value)
    const kinds = kindsOf[verb.toLowerCase()] as readonly string[]
    if (isDyn(type) || kinds.includes(type.kind)) return
    const text = clauseTexts[verb.toLowerCase()]
    throw new FormatError(`error during formatting: ${text}, was given ${type.name}`)
  }
}

const kindsOf: Readonly<Record<string, readonly string[]>> = {
  s: 'list map int uint double bool string timestamp bytes duration type null'.split(' '),
  d: ['int', 'uint'],
  f: ['double', 'string'],
  e: ['double', 'string'],
  b: ['int', 'uint', 'bool'],
  x: ['int', 'uint', 'string', 'bytes'],
  o: ['int', 'uint'],
}

export function validateLiterals(checked: Checked): readonly Issue[] {
  const validator = new Validator(checked)
  validator.run()
  return validator.issues
}
