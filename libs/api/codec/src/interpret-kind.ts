// in: a parsed document → out: the kind that it says it is. Never: whether such a kind exists.
import type { GroupVersionKind } from '@binnacle/meta'
import { goValueText, NumberLiteral } from '@binnacle/schema'
import { SyntaxFault } from './parse-json.ts'

const target =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }'
const head = "couldn't get version/kind; json parse error: json: cannot unmarshal"

/** What is not said is taken from the kind that is expected. */
export function interpretKind(value: unknown, expected: GroupVersionKind): GroupVersionKind {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new SyntaxFault(`${head} ${goValueText(value)} into Go value of type ${target}`)
  }
  if (value instanceof NumberLiteral) {
    throw new SyntaxFault(`${head} number into Go value of type ${target}`)
  }
  const said = { apiVersion: '', kind: '' }
  for (const [key, inner] of Object.entries(value)) {
    const name = nameOf(key)
    if (name === undefined || inner === null) continue
    if (typeof inner !== 'string') {
      const shown = inner instanceof NumberLiteral ? 'number' : goValueText(inner)
      throw new SyntaxFault(`${head} ${shown} into Go struct field .${name} of type string`)
    }
    said[name] = inner
  }
  return withDefaults(said, expected)
}

/** This one look at a document does not mind the case of letters. */
function nameOf(key: string): 'apiVersion' | 'kind' | undefined {
  if (key === 'kind' || key === 'apiVersion') return key
  if (key.length !== 4 && key.length !== 10) return undefined
  const lower = key.toLowerCase()
  return lower === 'kind' ? 'kind' : lower === 'apiversion' ? 'apiVersion' : undefined
}

function withDefaults(
  { apiVersion, kind }: { apiVersion: string; kind: string },
  expected: GroupVersionKind,
): GroupVersionKind {
  const parts = apiVersion.split('/')
  if (parts.length > 2) throw new SyntaxFault(`unexpected GroupVersion string: ${apiVersion}`)
  let [group = '', version = ''] = parts.length === 2 ? parts : ['', apiVersion]
  if (group === '' && version === '') ({ group, version } = expected)
  if (version === '' && group === expected.group) ({ version } = expected)
  return { group, version, kind: kind === '' ? expected.kind : kind }
}
