// in: a type's schema → out: the same with the texts that an installed package has of it, if there is one.
// Never: texts of our own, a failure where the package is not installed.
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Dict } from '@binnacle/meta'

const holder = '@kubernetes/client-node'

interface Texts {
  readonly folder: string
  /** Of the package: documents with other texts are other documents. */
  readonly version: string
}

let found: Texts | false | undefined

function textsFound(): Texts | false {
  found ??= lookFor()
  return found
}

function lookFor(): Texts | false {
  try {
    const path = createRequire(import.meta.url).resolve(`${holder}/package.json`)
    const { version } = JSON.parse(readFileSync(path, 'utf8'))
    return { folder: join(dirname(path), 'dist', 'gen', 'models'), version: String(version) }
  } catch {
    return false
  }
}

/** '' without texts. */
export function textsVersion(): string {
  const texts = textsFound()
  return texts ? texts.version : ''
}

/** `io.k8s.api.core.v1.PodSpec` → `V1PodSpec`, and what it is called where names collide. */
export function classNames(name: string): string[] {
  const [group = '', version = '', kind = ''] = name.split('.').slice(-3)
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)
  const plain = `${capital(version)}${kind}`
  return [`${capital(group)}${plain}`, plain]
}

const comment = String.raw`/\*\*\s*((?:(?!\*/)[\s\S])*?)\s*\*/\s*`
const classText = new RegExp(`${comment}export declare class`)
const fieldText = new RegExp(`${comment}'([^']+)'\\??:`, 'g')

function plainText(text: string): string {
  return text
    .replace(/^\s*\* ?/gm, '')
    .replace(/\\(.)/g, '$1')
    .trim()
}

export interface TypeTexts {
  readonly own: string
  readonly fields: ReadonlyMap<string, string>
}

/** Reads a class of the package's typings. */
export function parseTexts(source: string): TypeTexts {
  const body = source.indexOf('export declare class')
  const fields = new Map<string, string>()
  for (const [, text = '', name = ''] of source.slice(Math.max(body, 0)).matchAll(fieldText)) {
    // Names that mean something to the language carry a mark there.
    fields.set(name.replace(/^_/, ''), plainText(text))
  }
  return { own: plainText(classText.exec(source)?.[1] ?? ''), fields }
}

function textsOf(name: string): TypeTexts | undefined {
  const texts = textsFound()
  if (!texts) return undefined
  for (const each of classNames(name)) {
    try {
      return parseTexts(readFileSync(join(texts.folder, `${each}.d.ts`), 'utf8'))
    } catch {
      // The next name, or none.
    }
  }
  return undefined
}

/** Changes `schema`: nobody else holds it yet. */
export function withTexts(name: string, schema: Dict): Dict {
  const texts = textsOf(name)
  if (texts === undefined) return schema
  for (const [field, property] of Object.entries((schema.properties ?? {}) as Dict)) {
    const text = texts.fields.get(field)
    // Beside a bare reference nothing else counts.
    if (text && property.$ref === undefined) property.description = text
  }
  return texts.own === '' ? schema : { description: texts.own, ...schema }
}
