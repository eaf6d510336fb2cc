// The whole document is put together of what is kept of each definition: it must be the one that is
// made of everything at once, byte for byte.
import { existsSync, readFileSync } from 'node:fs'
import { setImmediate } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { builtins, type Catalogue, compileCrd, withCustomResources } from '@binnacle/catalogue'
import type { Dict, KubeObject } from '@binnacle/meta'
import { expect, test } from 'vitest'
import { parseAllDocuments } from 'yaml'
import { definitionProto, pathsProto, protoFrame } from './document-proto.ts'
import { partsV2 } from './document-v2.ts'
import { bearerToken, documentKeys, documentParts } from './document-v3.ts'
import { knownVersions } from './known-versions.ts'
import { OpenApiBodies } from './open-api-bodies.ts'
import { metaName } from './operation.ts'
import { WholeDocuments } from './whole-documents.ts'

const manifests = new URL('../../../../../../shared/manifests/', import.meta.url)
const files = ['gateway-api.yaml', 'argo-cd.yaml', 'prometheus-operator.yaml']
const isThere = existsSync(manifests)
/** Megabytes, made twice, on a machine that is busy. */
const timeout = 60_000

function definitions(): KubeObject[] {
  return files
    .flatMap((file) => parseAllDocuments(readFileSync(new URL(file, manifests), 'utf8')))
    .map((each) => each.toJS())
    .filter((each) => each?.kind === 'CustomResourceDefinition')
}

function odd(group: string, schema: Dict | undefined): KubeObject {
  const names = { plural: 'odds', singular: 'odd', kind: 'Odd', listKind: 'OddList' }
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `odds.${group}` },
    spec: {
      group,
      scope: 'Cluster',
      names,
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          ...(schema && { schema: { openAPIV3Schema: schema } }),
        },
      ],
    },
  }
}

const preserve = 'x-kubernetes-preserve-unknown-fields'
const odds = [
  odd('none.example.com', undefined),
  odd('empty.example.com', {}),
  odd('null.example.com', { nullable: true, properties: { a: { type: 'string' } } }),
  odd('any.example.com', { type: 'object', [preserve]: true }),
  // Beside resources of ours, and with a name of ours.
  odd('networking.k8s.io', { type: 'object', properties: { a: { type: 'string' } } }),
  odd('apps.api.k8s.io', { type: 'object', properties: { a: { type: 'string' } } }),
]

function atOnce(catalogue: Catalogue): Dict {
  const paths: Dict = {}
  const schemas: Dict = {}
  const parameters: Dict = {}
  for (const key of documentKeys(catalogue)) {
    const parts = partsV2(documentParts(catalogue, key))
    Object.assign(paths, parts.paths)
    Object.assign(schemas, parts.definitions)
    Object.assign(parameters, parts.parameters)
  }
  for (const kind of ['DeleteOptions', 'WatchEvent']) {
    const kinds = knownVersions.map(({ group, version }) => ({ group, kind, version }))
    const name = `${metaName}${kind}`
    schemas[name] = { ...schemas[name], 'x-kubernetes-group-version-kind': kinds }
  }
  return {
    swagger: '2.0',
    info: { title: 'Kubernetes', version: '1.37' },
    paths,
    definitions: schemas,
    parameters,
    securityDefinitions: { BearerToken: bearerToken },
    security: [{ BearerToken: [] }],
  }
}

function protoAtOnce(document: Dict): Buffer {
  const paths = pathsProto(document.paths)
  const all = Buffer.concat(
    Object.entries<Dict>(document.definitions).flatMap(([name, each]) =>
      definitionProto(name, each),
    ),
  )
  const frame = protoFrame(document, paths.length, all.length)
  return Buffer.concat([frame.beforePaths, paths, frame.beforeDefinitions, all, frame.behind])
}

function documentsOf(current: () => Catalogue): WholeDocuments {
  return new WholeDocuments(current, new OpenApiBodies(current))
}

async function expectSame(documents: WholeDocuments, catalogue: Catalogue): Promise<void> {
  const json = JSON.stringify(atOnce(catalogue))
  const wanted = { json: Buffer.from(json), proto: protoAtOnce(JSON.parse(json)) }
  for (const form of ['json', 'proto'] as const) {
    const { body } = await documents.get(form, setImmediate)
    const plain = Buffer.concat(await Array.fromAsync(body.plain()))
    expect(plain.equals(wanted[form])).toBe(true)
    expect(body.length).toBe(plain.length)
    const packed = Buffer.concat(await Array.fromAsync(body.gzip()))
    expect(gunzipSync(packed).equals(plain)).toBe(true)
    expect(body.gzipLength).toBe(packed.length)
  }
}

test('of odd definitions is the document that is made at once', { timeout }, async () => {
  const catalogue = withCustomResources(builtins, odds.flatMap(compileCrd))
  await expectSame(
    documentsOf(() => catalogue),
    catalogue,
  )
})

test.runIf(isThere)('follows definitions that come, change and go', { timeout }, async () => {
  const all = [...odds, ...definitions()]
  const records = all.map(compileCrd)
  let catalogue = withCustomResources(builtins, records.flat())
  const documents = documentsOf(() => catalogue)
  await expectSame(documents, catalogue)
  const { hash } = await documents.get('json', setImmediate)
  const changed = structuredClone(all.at(-1) as KubeObject)
  changed.spec.versions[0].schema.openAPIV3Schema.properties.fresh = { type: 'string' }
  catalogue = withCustomResources(builtins, [
    ...records.slice(3, -1).flat(),
    ...compileCrd(changed),
  ])
  let turns = 0
  await documents.prepare(async () => turns++)
  expect(turns).toBeGreaterThan(0)
  await expectSame(documents, catalogue)
  expect((await documents.get('json', setImmediate)).hash).not.toBe(hash)
})
