// in: an object and its shape → out: what does not fit, in the reference's words. Never: validation of values.
import { formOf, listOf, mapOf, settled } from './chosen-form.ts'
import { goSource, goText, goTypeName } from './go-text.ts'
import { elementOf, elementText, isProblem, problemText } from './path-element.ts'
import { type ListShape, type MapShape, memberShape, type Shape } from './shape.ts'

interface Check {
  readonly problems: string[]
  readonly twinsAllowed: boolean
}

/** Undefined when the object fits. `twinsAllowed`: keyed lists and sets may name an item twice. */
export function checkShape(
  object: unknown,
  shape: Shape,
  twinsAllowed = false,
): string | undefined {
  const check = { problems: [], twinsAllowed } as Check
  visit(check, object, shape, '')
  if (check.problems.length < 2) return check.problems[0]
  return ['errors:', ...check.problems.map((problem) => `  ${problem}`)].join('\n')
}

function report(check: Check, path: string, text: string): void {
  check.problems.push(path === '' ? text : `${path}: ${text}`)
}

function visit(check: Check, value: unknown, shape: Shape, path: string): void {
  const form = settled(formOf(shape, value), shape)
  if (form === 'map') visitMap(check, value, shape.map as MapShape, path)
  else if (form === 'list') visitList(check, value, shape.list as ListShape, path)
  else visitScalar(check, value, shape.scalar, path)
}

function visitScalar(check: Check, value: unknown, scalar: Shape['scalar'], path: string): void {
  if (value === null || value === undefined) return
  const type = typeof value
  const numeric = type === 'number' || type === 'bigint'
  if (scalar === 'numeric' && !numeric) {
    report(check, path, `expected numeric (int or float), got ${goTypeName(value)}`)
  } else if (scalar === 'string' && type !== 'string') {
    report(check, path, `expected string, got &value.valueUnstructured{Value:${goSource(value)}}`)
  } else if (scalar === 'boolean' && type !== 'boolean') {
    report(check, path, `expected boolean, got &{${goText(value)}}`)
  } else if (scalar === 'untyped' && type === 'object') {
    report(check, path, `expected any scalar, got &{${goText(value)}}`)
  }
}

/** False at a member that may not be, which ends the look at this object. */
function visitMap(check: Check, value: unknown, shape: MapShape, path: string): void {
  if (value === null || value === undefined) return
  const map = mapOf(value)
  if (map === undefined) {
    report(check, path, `expected map, got &{${goText(value)}}`)
    return
  }
  for (const name in map) {
    const below = memberShape(shape, name)
    if (below === undefined) {
      report(check, `${path}.${name}`, 'field not declared in schema')
      return
    }
    visit(check, map[name], below, `${path}.${name}`)
  }
}

function visitList(check: Check, value: unknown, shape: ListShape, path: string): void {
  if (value === null || value === undefined) return
  const list = listOf(value)
  if (list === undefined) {
    report(check, path, `expected list, got &{${goText(value)}}`)
    return
  }
  const seen = new Set<string>()
  for (const [index, item] of list.entries()) {
    let place = `[${index}]`
    if (shape.relation !== 'atomic') {
      const element = elementOf(shape, item)
      if (isProblem(element)) {
        report(check, path, `element ${index}: ${problemText(element)}`)
        return
      }
      if (seen.has(element) && !check.twinsAllowed) {
        report(check, path, `duplicate entries for key ${elementText(element)}`)
      }
      seen.add(element)
      place = element
    }
    const before = check.problems.length
    visit(check, item, shape.items, path + place)
    if (place.length > 2 && check.problems.length > before) respell(check, before, path, place)
  }
}

/** Elements are spelled for people only when something below them is wrong. */
function respell(check: Check, from: number, path: string, element: string): void {
  if (element.startsWith('[')) return
  const text = path + elementText(element)
  for (let i = from; i < check.problems.length; i++) {
    const problem = check.problems[i] as string
    check.problems[i] = text + problem.slice(path.length + element.length)
  }
}
