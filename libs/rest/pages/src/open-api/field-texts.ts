// in: a type's schema → out: the same with the texts that an installed package has of it, if there is one.
// Never: texts of our own, a failure where the package is not installed.
import type { Dict } from '@binnacle/meta'
import { readTypings } from './text-packages.ts'
import { parseTypeTexts, type TypeTexts } from './type-texts.ts'

const groupFolders: Readonly<Record<string, string>> = {
  admissionregistration: 'admissionregistration.k8s.io',
  apiextensions: 'apiextensions.k8s.io',
  apiregistration: 'apiregistration.k8s.io',
  authentication: 'authentication.k8s.io',
  authorization: 'authorization.k8s.io',
  certificates: 'certificates.k8s.io',
  coordination: 'coordination.k8s.io',
  core: '.',
  discovery: 'discovery.k8s.io',
  events: 'events.k8s.io',
  flowcontrol: 'flowcontrol.apiserver.k8s.io',
  networking: 'networking.k8s.io',
  node: 'node.k8s.io',
  rbac: 'rbac.authorization.k8s.io',
  resource: 'resource.k8s.io',
  scheduling: 'scheduling.k8s.io',
  storage: 'storage.k8s.io',
  storagemigration: 'storagemigration.k8s.io',
}

const machinery = 'io.k8s.apimachinery.pkg.'

/** A type that is new in this version has the texts of the one that it was. */
const earlier = ['', 'beta2', 'beta1', 'alpha3', 'alpha2', 'alpha1']

/** `io.k8s.api.apps.v1.Deployment` → `apps/v1/Deployment.d.ts`, and where earlier versions are. */
export function typingsOf(name: string): string[] {
  if (name.startsWith(machinery)) {
    return [`${name.slice(machinery.length).replaceAll('.', '/')}.d.ts`]
  }
  const [group = '', version = '', kind = ''] = name.split('.').slice(-3)
  const folder = groupFolders[group] ?? group
  const versions = [version, ...earlier.map((stage) => `v1${stage}`)]
  return [...new Set(versions)].map((each) => `${folder}/${each}/${kind}.d.ts`)
}

function textsOf(name: string): TypeTexts | undefined {
  const holder = name.startsWith(machinery) ? 'machinery' : 'groups'
  for (const path of typingsOf(name)) {
    const source = readTypings(holder, path)
    if (source !== undefined) return parseTypeTexts(source)
  }
  return undefined
}

const known = new Map<string, TypeTexts | undefined>()

function member(type: string, field: string): string | undefined {
  if (!known.has(type)) known.set(type, textsOf(type))
  return known.get(type)?.members.get(field)
}

let typeMembers: ReadonlyMap<string, string> | undefined

/** Of apiVersion and kind, which say the same of every type. */
function typeMember(field: string): string | undefined {
  typeMembers ??= parseTypeTexts(
    readTypings('methods', 'dist/gen/models/V1ConfigMap.d.ts') ?? '',
  ).members
  return typeMembers.get(field)
}

/** Of the members that every object and every list has: apiVersion, kind and metadata. */
export function standardText(field: string, of: 'object' | 'list'): string | undefined {
  if (field !== 'metadata') return typeMember(field)
  return member(of === 'list' ? 'io.k8s.api.core.v1.PodList' : 'io.k8s.api.core.v1.Pod', field)
}

/** Changes `schema`: nobody else holds it yet. */
export function withTexts(name: string, schema: Dict): Dict {
  const texts = textsOf(name)
  const isObject = schema['x-kubernetes-group-version-kind'] !== undefined
  for (const [field, property] of Object.entries((schema.properties ?? {}) as Dict)) {
    // Beside a bare reference nothing else counts.
    if (property.$ref !== undefined) continue
    const isType = isObject && (field === 'apiVersion' || field === 'kind')
    const text = texts?.members.get(field) ?? (isType ? typeMember(field) : undefined)
    if (text) property.description = text
  }
  return texts?.own ? { description: texts.own, ...schema } : schema
}
