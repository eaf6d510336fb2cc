// in: a kind → out: its type, also of kinds that no schema lists. Never: bytes.
import { type FieldDef, type ObjectType, type TypeDef, typeOf } from '@binnacle/catalogue'
import type { GroupVersionKind } from '@binnacle/meta'

type Row = readonly [name: string, proto: number, type: TypeDef, pointer?: true]

const text: TypeDef = { kind: 'scalar', scalar: 'string' }
const texts = listOf(text)

function listOf(items: TypeDef): TypeDef {
  return { kind: 'list', items, listType: 'atomic', mapKeys: [] }
}

function typeFrom(goName: string, rows: readonly Row[]): ObjectType {
  const fields = rows.map(([name, proto, type, pointer = false]): [string, FieldDef] => [
    name,
    { name, type, proto, required: false, pointer, omit: 'empty', patchStrategy: [] },
  ])
  return { kind: 'object', name: '', goName, fields: new Map(fields), mapType: 'granular' }
}

/** The metadata of objects, or of lists. */
function metadataOf(kind: string): TypeDef {
  const field = typeOf({ group: '', version: 'v1', kind })?.fields.get('metadata')
  if (field === undefined) throw new Error(`${kind} has no metadata`)
  return field.type
}

function partials(): [string, ObjectType][] {
  const one = typeFrom('PartialObjectMetadata', [['metadata', 1, metadataOf('ConfigMap')]])
  const metadata = metadataOf('ConfigMapList')
  const name = 'PartialObjectMetadataList'
  return [
    ['meta.k8s.io/v1/PartialObjectMetadata', one],
    ['meta.k8s.io/v1beta1/PartialObjectMetadata', one],
    [
      `meta.k8s.io/v1/${name}`,
      typeFrom(name, [
        ['metadata', 1, metadata],
        ['items', 2, listOf(one)],
      ]),
    ],
    // The older version numbers its fields the other way round.
    [
      `meta.k8s.io/v1beta1/${name}`,
      typeFrom(name, [
        ['items', 1, listOf(one)],
        ['metadata', 2, metadata],
      ]),
    ],
  ]
}

function discovery(): ObjectType {
  const kind = typeFrom('GroupVersionKind', [
    ['group', 1, text],
    ['version', 2, text],
    ['kind', 3, text],
  ])
  const subresource = typeFrom('APISubresourceDiscovery', [
    ['subresource', 1, text],
    ['responseKind', 2, kind, true],
    ['acceptedTypes', 3, listOf(kind)],
    ['verbs', 4, texts],
  ])
  const resource = typeFrom('APIResourceDiscovery', [
    ['resource', 1, text],
    ['responseKind', 2, kind, true],
    ['scope', 3, text],
    ['singularResource', 4, text],
    ['verbs', 5, texts],
    ['shortNames', 6, texts],
    ['categories', 7, texts],
    ['subresources', 8, listOf(subresource)],
  ])
  const version = typeFrom('APIVersionDiscovery', [
    ['version', 1, text],
    ['resources', 2, listOf(resource)],
    ['freshness', 3, text],
  ])
  const group = typeFrom('APIGroupDiscovery', [
    ['metadata', 1, metadataOf('ConfigMap')],
    ['versions', 2, listOf(version)],
  ])
  return typeFrom('APIGroupDiscoveryList', [
    ['metadata', 1, metadataOf('ConfigMapList')],
    ['items', 2, listOf(group)],
  ])
}

let extras: ReadonlyMap<string, ObjectType> | undefined

/** The type of anything that answers are made of; undefined where it has no form (Table). */
export function protobufType(gvk: GroupVersionKind): ObjectType | undefined {
  const { group, version, kind } = gvk
  // Discovery's oldest documents do not say their version.
  const known = typeOf(group === '' && version === '' ? { ...gvk, version: 'v1' } : gvk)
  if (known) return known
  extras ??= new Map([...partials(), ['apidiscovery.k8s.io/v2/APIGroupDiscoveryList', discovery()]])
  return extras.get(`${group}/${version}/${kind}`)
}
