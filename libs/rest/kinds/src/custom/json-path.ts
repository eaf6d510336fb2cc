// in: a JSONPath of a printer column → out: a function that finds values in an object. Never: how they are shown.

// biome-ignore lint/suspicious/noExplicitAny: any JSON
type Json = any

type Step = (values: readonly Json[], root: Json) => Json[]

class PathError extends Error {}

function isObject(value: Json): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function field(name: string): Step {
  return (values) =>
    values.filter((value) => isObject(value) && Object.hasOwn(value, name)).map((v) => v[name])
}

function all(values: readonly Json[]): Json[] {
  return values.flatMap((value) =>
    Array.isArray(value)
      ? value
      : isObject(value)
        ? Object.keys(value)
            .sort()
            .map((key) => value[key])
        : [],
  )
}

function below(value: Json): Json[] {
  return [value, ...all([value]).flatMap(below)]
}

function slice(text: string): Step {
  const [from, to, by] = text.split(':')
  return (values) =>
    values.filter(Array.isArray).flatMap((list) => {
      const start = from ? Number(from) : 0
      const end = to ? Number(to) : list.length
      const step = by ? Number(by) : 1
      return list.slice(start, end).filter((_: Json, index: number) => index % step === 0)
    })
}

function at(index: number): Step {
  return (values) =>
    values
      .filter(Array.isArray)
      .map((list) => list.at(index))
      .filter((value) => value !== undefined)
}

type Operand = (item: Json, root: Json) => Json

function operand(text: string): Operand {
  const trimmed = text.trim()
  const quoted = /^"(.*)"$|^'(.*)'$/s.exec(trimmed)
  if (quoted) return () => (quoted[1] ?? quoted[2] ?? '').replace(/\\(.)/gs, '$1')
  if (trimmed === 'true' || trimmed === 'false') return () => trimmed === 'true'
  if (/^-?\d+(?:\.\d+)?$/.test(trimmed)) return () => Number(trimmed)
  if (trimmed.startsWith('@') || trimmed.startsWith('$')) {
    const find = readSteps(trimmed.slice(1))
    return (item, root) => find([trimmed.startsWith('@') ? item : root], root)[0]
  }
  throw new PathError(trimmed)
}

const compare: Readonly<Record<string, (a: Json, b: Json) => boolean>> = {
  '==': (a, b) => a === b,
  '!=': (a, b) => a !== b,
  '<': (a, b) => a < b,
  '<=': (a, b) => a <= b,
  '>': (a, b) => a > b,
  '>=': (a, b) => a >= b,
}

function filter(text: string): Step {
  const parts = /^(.*?)(==|!=|<=|>=|<|>)(.*)$/s.exec(text)
  if (parts === null) {
    const present = operand(text)
    return (values, root) => all(values).filter((item) => present(item, root) !== undefined)
  }
  const [left, right] = [operand(parts[1] as string), operand(parts[3] as string)]
  const test = compare[parts[2] as string] as (a: Json, b: Json) => boolean
  return (values, root) =>
    values
      .filter(Array.isArray)
      .flat()
      .filter((item) => {
        const a = left(item, root)
        return a !== undefined && test(a, right(item, root))
      })
}

/** The end of a bracket that begins at `start`, quotes and inner brackets skipped. */
function closing(text: string, start: number): number {
  let quote = ''
  let depth = 0
  for (let index = start; index < text.length; index += 1) {
    const character = text[index] as string
    if (quote !== '') {
      if (character === '\\') index += 1
      else if (character === quote) quote = ''
    } else if (character === '"' || character === "'") quote = character
    else if (character === '[') depth += 1
    else if (character === ']') {
      depth -= 1
      if (depth === 0) return index
    }
  }
  throw new PathError('unterminated array')
}

function bracket(inside: string): Step {
  const text = inside.trim()
  const condition = /^\?\((.*)\)$/s.exec(text)
  if (condition) return filter(condition[1] as string)
  if (text === '*') return all
  const names = /^(?:'[^']*'|"[^"]*")(?:\s*,\s*(?:'[^']*'|"[^"]*"))*$/.exec(text)
  if (names) {
    const steps = [...text.matchAll(/'([^']*)'|"([^"]*)"/g)].map((m) => field(m[1] ?? m[2] ?? ''))
    return (values, root) => steps.flatMap((step) => step(values, root))
  }
  if (/^-?\d+$/.test(text)) return at(Number(text))
  if (/^-?\d*:-?\d*(?::\d*)?$/.test(text)) return slice(text)
  if (/^-?\d+(?:,-?\d+)+$/.test(text)) {
    const steps = text.split(',').map((index) => at(Number(index)))
    return (values, root) => steps.flatMap((step) => step(values, root))
  }
  throw new PathError(`invalid array index ${text}`)
}

function readSteps(text: string): Step {
  const steps: Step[] = []
  for (let index = 0; index < text.length; ) {
    if (text[index] === '[') {
      const end = closing(text, index)
      steps.push(bracket(text.slice(index + 1, end)))
      index = end + 1
      continue
    }
    if (text.startsWith('..', index)) {
      steps.push((values) => values.flatMap(below))
      index += 1
    }
    if (text[index] !== '.') throw new PathError(`unrecognized character in action: ${text[index]}`)
    const name = /^\.((?:\\.|[^.[\]\s])*)/s.exec(text.slice(index)) as RegExpExecArray
    index += name[0].length
    const plain = (name[1] as string).replace(/\\(.)/gs, '$1')
    if (plain === '*') steps.push(all)
    else if (plain !== '') steps.push(field(plain))
  }
  return (values, root) => steps.reduce((found, step) => step(found, root), [...values])
}

/** What is found, in order; undefined when the path cannot be read. */
export function compileJsonPath(path: string): ((object: Json) => Json[]) | undefined {
  try {
    const find = readSteps(path.replace(/^\$/, ''))
    return (object) => find([object], object)
  } catch (error) {
    if (error instanceof PathError) return undefined
    throw error
  }
}
