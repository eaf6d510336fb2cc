// in: a pattern → out: matching in linear time, and the functions that match. Never: cost.
import { RE2JS } from 're2js'
import { type Overload, overload } from '../declare.ts'
import { ArrayList, type CelValue, Failure } from '../values.ts'

const compiled = new Map<string, RE2JS | Failure>()
const compiledMax = 1000

/** Compiled patterns are kept; when there are too many, all are dropped. */
export function compilePattern(pattern: string): RE2JS | Failure {
  const known = compiled.get(pattern)
  if (known !== undefined) return known
  if (compiled.size >= compiledMax) compiled.clear()
  let made: RE2JS | Failure
  try {
    made = RE2JS.compile(pattern)
  } catch (error) {
    made = new Failure((error as Error).message)
  }
  compiled.set(pattern, made)
  return made
}

function matches(text: CelValue | undefined, pattern: CelValue | undefined): CelValue {
  const regex = compilePattern(pattern as string)
  return regex instanceof Failure ? regex : regex.matcher(text as string).find()
}

function findAll(text: string, pattern: string, limit: number): CelValue {
  const regex = compilePattern(pattern)
  if (regex instanceof Failure) return new Failure(`Illegal regex: ${regex.message}`)
  const found: CelValue[] = []
  const matcher = regex.matcher(text)
  while ((limit < 0 || found.length < limit) && matcher.find()) found.push(matcher.group() ?? '')
  return new ArrayList(found)
}

export const regexes: readonly Overload[] = [
  overload('matches', 'matches(string, string): bool', matches),
  overload('matches_string', 'string.matches(string): bool', matches),
  overload('string_find_string', 'string.find(string): string', (text, pattern) => {
    const found = findAll(text as string, pattern as string, 1)
    return found instanceof ArrayList ? (found.size > 0 ? found.get(0) : '') : found
  }),
  overload('string_find_all_string', 'string.findAll(string): list(string)', (text, pattern) =>
    findAll(text as string, pattern as string, -1),
  ),
  overload(
    'string_find_all_string_int',
    'string.findAll(string, int): list(string)',
    (text, pattern, limit) => findAll(text as string, pattern as string, Number(limit)),
  ),
]
