// in: the text of a webhook's answer → out: the object in it. Never: what kind of object it is.
import { jsonSyntaxError, parseYaml } from '@binnacle/codec'
import type { Dict } from '@binnacle/meta'
import { parseObject } from '@binnacle/objects'

const versionKind =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
/** What does not start as an object is YAML to the reference. Throws an Error in its words. */
export function parseAnswer(text: string): Dict {
  const fault = (why: string) => new Error(`couldn't get version/kind; json parse error: ${why}`)
  let value: unknown
  try {
    value = /^\s*\{/.test(text) ? parseObject(text) : parseYaml(text).value
  } catch (error) {
    const own = /^\s*\{/.test(text) ? jsonSyntaxError(text) : (error as Error).message
    throw fault(own)
  }
  if (value === null || value === undefined) return {}
  if (typeof value === 'object' && !Array.isArray(value)) return value as Dict
  const type = Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value
  const shown = type === 'string' ? 'string' : type === 'array' || type === 'bool' ? type : 'number'
  throw fault(`json: cannot unmarshal ${shown} into Go value of type ${versionKind}`)
}
