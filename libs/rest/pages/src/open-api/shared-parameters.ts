// in: the paths of an OpenAPI v2 document → out: the same, with parameters that many share by reference.
// Never: parameters of one kind.
import type { Dict } from '@binnacle/meta'

export interface SharedParameters {
  readonly paths: Dict
  /** By the name that the references use. */
  readonly parameters: Record<string, Dict>
}

export function shareParameters(paths: Dict): SharedParameters {
  const parameters: Record<string, Dict> = {}
  const share = (parameter: Dict): Dict => {
    if (!isShared(parameter)) return parameter
    const name = `${parameter.name}-${knownHash(goJson(parameter))}`
    parameters[name] = parameter
    return { $ref: `#/parameters/${name}` }
  }
  const each = ([path, record]: [string, Dict]) => [path, sharedOfPath(record, share)]
  return { paths: Object.fromEntries(Object.entries(paths).map(each)), parameters }
}

type Share = (parameter: Dict) => Dict

function sharedOfPath(record: Dict, share: Share): Dict {
  const result: Dict = {}
  for (const [method, inner] of Object.entries(record)) {
    if (method === 'parameters') result[method] = inner.map(share)
    else if (inner.parameters) {
      result[method] = { ...inner, parameters: inner.parameters.map(share) }
    } else result[method] = inner
  }
  return result
}

/** Older clients of kubectl look for dryRun and fieldValidation in their place. */
function isShared({ name, in: where, schema }: Dict): boolean {
  if (name === 'name') return false
  if (where === 'query' && (name === 'fieldValidation' || name === 'dryRun')) return false
  if (where !== 'body') return true
  return String(schema?.$ref ?? '').startsWith('#/definitions/io.k8s.apimachinery')
}

/** The members in the order of the reference, whose names hold a hash of this text. */
function goJson(parameter: Dict): string {
  const { uniqueItems, type, description, name, in: where, required, schema } = parameter
  const text = JSON.stringify({
    uniqueItems,
    type,
    description,
    name,
    in: where,
    required,
    schema,
  })
  return text.replace(/[<>&]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`)
}

const offset = 0xcbf29ce484222325n
const prime = 0x100000001b3n

/** There are few of them, and all resources have them. */
const hashes = new Map<string, string>()
const hashesMax = 1_000

function knownHash(text: string): string {
  const known = hashes.get(text)
  if (known !== undefined) return known
  const hash = hashOf(text)
  if (hashes.size < hashesMax) hashes.set(text, hash)
  return hash
}

/** 48 bits of FNV-1 in letters that a URL may hold. */
function hashOf(text: string): string {
  let hash = offset
  for (const byte of Buffer.from(text)) hash = BigInt.asUintN(64, hash * prime) ^ BigInt(byte)
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(hash)
  return bytes.subarray(0, 6).toString('base64url')
}
