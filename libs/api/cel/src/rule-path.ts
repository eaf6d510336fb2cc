// in: a path such as `.spec['a.b']` and a schema → out: the field it names, or why it names none.
import type { Schema } from './schema-type.ts'

export type RulePath =
  | { readonly path: string; readonly schema: Schema }
  | { readonly error: string }

const escapes: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  "'": "'",
  '\\': '\\',
}

function tokens(text: string): string[] {
  return text.match(/'(?:\\.|[^'\\])*'|'[\s\S]*|[.[\]]|[^.[\]']+[^.[\]]*/g) ?? []
}

class PathError extends Error {}

function unquote(token: string | undefined): string {
  if (token === undefined) throw new PathError('unexpected end of JSON path')
  if (token.length < 2 || !token.startsWith("'") || !token.endsWith("'")) {
    throw new PathError(`expected single quoted string but got ${token}`)
  }
  return token.slice(1, -1).replace(/\\./g, (escaped) => {
    const plain = escapes[escaped[1] as string]
    if (plain !== undefined) return plain
    throw new PathError(`invalid string literal: invalid escape char ${escaped}`)
  })
}

interface Place {
  path: string
  schema: Schema
}

function enter(place: Place, name: string): void {
  const { schema } = place
  if (schema.properties) {
    place.path = place.path === '' ? name : `${place.path}.${name}`
    if (!Object.hasOwn(schema.properties, name)) {
      throw new PathError('does not refer to a valid field')
    }
    place.schema = schema.properties[name]
    return
  }
  const additional = schema.additionalProperties
  if (typeof additional !== 'object' || additional === null) {
    throw new PathError('does not refer to a valid field')
  }
  place.path = `${place.path}[${name}]`
  place.schema = additional
}

export function validFieldPath(text: string, schema: Schema, brackets = true): RulePath {
  const parts = tokens(text)
  const place: Place = { path: '', schema }
  try {
    for (let index = 0; index < parts.length; index += 1) {
      const token = parts[index] as string
      if (token === '[') {
        if (!brackets) throw new PathError('array notation is not allowed')
        enter(place, unquote(parts[index + 1]))
        const close = parts[index + 2]
        if (close === undefined) throw new PathError('unexpected end of JSON path')
        if (close !== ']') throw new PathError(`expected ] but got ${close}`)
        index += 2
      } else if (token === '.') {
        const name = parts[index + 1]
        if (name === undefined) throw new PathError('unexpected end of JSON path')
        enter(place, name)
        index += 1
      } else throw new PathError(`expected [ or . but got: ${token}`)
    }
    return place
  } catch (error) {
    if (error instanceof PathError) return { error: error.message }
    throw error
  }
}
