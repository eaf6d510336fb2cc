// in: an object and a form → out: the bytes of an answer. Never: a change of the object.
import './exact-integers.ts'
import type { OutputForm } from './negotiate.ts'
import { toYaml } from './to-yaml.ts'

export interface Encoded {
  readonly contentType: string
  readonly body: string
}

export function encode(value: unknown, form: Pick<OutputForm, 'format' | 'pretty'>): Encoded {
  if (form.format === 'yaml') return { contentType: 'application/yaml', body: toYaml(value) }
  return { contentType: 'application/json', body: encodeJson(value, form.pretty) }
}

/** One line and a line break, or indented by two without one, as the reference. */
export function encodeJson(value: unknown, pretty = false): string {
  return pretty ? JSON.stringify(value, undefined, 2) : `${JSON.stringify(value)}\n`
}

/** One event of a watch. `object` is JSON already. */
export function frameEvent(type: string, object: string): string {
  return `{"type":"${type}","object":${object}}\n`
}
