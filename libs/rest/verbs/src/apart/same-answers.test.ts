import type { KubeObject } from '@binnacle/meta'
import { expect, test, vi } from 'vitest'
import { type Ask, testServer } from './test-server.ts'

// Each server starts its thread with the first write.
vi.setConfig({ testTimeout: 120_000 })

interface Random {
  whole(below: number): number
  pick<T>(list: readonly T[]): T
  chance(share: number): boolean
}

/** The same numbers for the same seed, so that a failure can be met again. */
function randomOf(seed: number): Random {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0
  const next = () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32
  }
  const whole = (below: number) => Math.floor(next() * below)
  return { whole, pick: (list) => list[whole(list.length)] as never, chance: (s) => next() < s }
}

const widgets = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'widgets.example.com' },
  spec: {
    group: 'example.com',
    scope: 'Namespaced',
    names: { plural: 'widgets', kind: 'Widget', singular: 'widget', listKind: 'WidgetList' },
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        subresources: { status: {} },
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: {
                type: 'object',
                properties: {
                  size: { type: 'integer', maximum: 900, default: 3 },
                  share: { type: 'number' },
                  parts: {
                    type: 'array',
                    items: { type: 'object', properties: { name: { type: 'string' } } },
                    'x-kubernetes-list-type': 'map',
                    'x-kubernetes-list-map-keys': ['name'],
                  },
                  free: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
                },
              },
            },
          },
        },
      },
    ],
  },
} as unknown as KubeObject

interface Sample {
  readonly resource: Ask['resource']
  readonly kind: string
  /** Of what is sent, where it is not the resource's own. */
  readonly apiVersion?: string
  readonly subresources: readonly string[]
  spec(random: Random): string
}

const word = (random: Random) =>
  random.pick(random.chance(0.9) ? ['A', 'B', 'C', 'length'] : ['é"<', '__proto__', ''])
const number = (random: Random) =>
  random.chance(0.85)
    ? random.pick(['1', '2', '3', '4', '5', '1.0', '1e2'])
    : random.pick(['-1', '0', '1e3', '0.5', '9007199254740993', '"3"', 'null'])

function members(random: Random, possible: readonly (() => string)[]): string {
  const some = possible.filter(() => random.chance(0.8)).map((make) => make())
  if (random.chance(0.04) && some[0] !== undefined) some.push(some[0])
  if (random.chance(0.04)) some.push(`"unknown":${number(random)}`)
  return `{${some.join(',')}}`
}

function list(random: Random, make: () => string): string {
  return `[${Array.from({ length: random.whole(4) }, make).join(',')}]`
}

function podSpec(random: Random): string {
  const env = () =>
    `{"name":"${word(random)}","value":${random.chance(0.96) ? random.pick(['"x"', '""', 'null']) : 7}}`
  const port = () => `{"containerPort":${random.pick(['80', '81', '1e2'])}}`
  const container = () => {
    const more = members(random, [
      () => `"env":${list(random, env)}`,
      () => `"ports":${list(random, port)}`,
      () => `"imagePullPolicy":"Always"`,
    ])
    return `{"name":"${random.pick(['a', 'b'])}","image":"i:${random.whole(3)}","x":${more}}`
      .replace('"x":{', '')
      .replace(/\}$/, '')
  }
  const rest = members(random, [
    () => `"restartPolicy":"${random.chance(0.9) ? 'Always' : 'Never'}"`,
    () => `"terminationGracePeriodSeconds":${number(random)}`,
  ])
  return `{"containers":[${container()}],${rest.slice(1)}`.replace(',}', '}')
}

const samples: readonly Sample[] = [
  {
    resource: { group: 'apps', version: 'v1', resource: 'deployments' },
    kind: 'Deployment',
    subresources: ['', '', 'status'],
    spec: (random) => {
      const template = `{"metadata":{"labels":{"app":"a"}},"spec":${podSpec(random)}}`
      const rest = members(random, [() => `"replicas":${number(random)}`])
      const selector = '{"matchLabels":{"app":"a"}}'
      return `{"selector":${selector},"template":${template},${rest.slice(1)}`.replace(/,\}$/, '}')
    },
  },
  {
    resource: { group: 'apps', version: 'v1', resource: 'deployments' },
    apiVersion: 'autoscaling/v1',
    kind: 'Scale',
    subresources: ['scale'],
    spec: (random) => members(random, [() => `"replicas":${number(random)}`]),
  },
  {
    resource: { group: 'autoscaling', version: 'v1', resource: 'horizontalpodautoscalers' },
    kind: 'HorizontalPodAutoscaler',
    subresources: ['', 'status'],
    spec: (random) =>
      members(random, [
        () => `"maxReplicas":${random.whole(9) + 1}`,
        () => '"scaleTargetRef":{"apiVersion":"apps/v1","kind":"Deployment","name":"a"}',
        () => `"targetCPUUtilizationPercentage":${number(random)}`,
      ]),
  },
  {
    resource: { group: 'example.com', version: 'v1', resource: 'widgets' },
    kind: 'Widget',
    subresources: ['', '', 'status'],
    spec: (random) =>
      members(random, [
        () => `"size":${number(random)}`,
        () => `"share":${number(random)}`,
        () => `"parts":${list(random, () => `{"name":"${word(random)}"}`)}`,
        () => `"free":{"${word(random)}":${number(random)}}`,
      ]),
  },
]

function metadata(random: Random, name: string): string {
  const rest = members(random, [
    () => `"labels":{"${random.pick(['a', 'b', 'c'])}":"${random.whole(3)}"}`,
    () => `"annotations":{"x/${random.whole(2)}":${random.chance(0.95) ? '"y"' : 'null'}}`,
    () => (random.chance(0.08) ? '"managedFields":[]' : '"finalizers":["x.y/z"]'),
    () => (random.chance(0.03) ? '"namespace":"elsewhere"' : '"namespace":"space"'),
  ])
  const own = random.chance(0.98) ? name : 'other'
  return `{"name":"${own}",${rest.slice(1)}`.replace(/,\}$/, '}')
}

function objectOf(random: Random, sample: Sample, name: string): string {
  const { resource, kind, spec } = sample
  const { apiVersion = `${resource.group}/${resource.version}` } = sample
  const head = `"apiVersion":"${apiVersion}","kind":"${random.chance(0.97) ? kind : 'Other'}"`
  const text = `{${head},"metadata":${metadata(random, name)},"spec":${spec(random)}}`
  return random.chance(0.02) ? text.slice(0, -3) : text
}

function operations(random: Random, sample: Sample): string {
  const path = () =>
    `/${random.pick(['spec', 'metadata/labels', 'spec/template', 'x'])}/${random.pick(['a', 'size', 'replicas', '-'])}`
  const one = () =>
    random.pick([
      () => `{"op":"add","path":"${path()}","value":${number(random)}}`,
      () => `{"op":"add","path":"/spec","value":${sample.spec(random)}}`,
      () => `{"op":"replace","path":"/metadata/labels","value":{"b":"${random.whole(4)}"}}`,
      () => `{"op":"remove","path":"${path()}"}`,
      () => `{"op":"test","path":"${path()}","value":1,"value":${number(random)}}`,
      () => `{"op":"copy","from":"/metadata","path":"/spec/free"}`,
      () => `{"op":"replace","path":"/metadata/annotations","value":{"x/1":"1"}}`,
    ])()
  return list(random, one)
}

function patchOf(random: Random, sample: Sample, name: string): [type: string, body: string] {
  const some = `{"metadata":${metadata(random, name)},"spec":${sample.spec(random)}}`
  return random.pick([
    () => ['application/merge-patch+json', some],
    () => ['application/strategic-merge-patch+json', some],
    () => ['application/json-patch+json', operations(random, sample)],
    () => ['application/apply-patch+yaml', objectOf(random, sample, name)],
    () => ['application/apply-patch+yaml', objectOf(random, sample, name)],
  ])() as [string, string]
}

const table = 'as=Table;g=meta.k8s.io;v=v1'
const accepted = [
  'application/json',
  'application/json',
  'application/json;pretty=1',
  'application/yaml',
  'application/vnd.kubernetes.protobuf,application/json',
  `application/json;${table},application/json`,
  'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
]

function askOf(random: Random): Ask {
  const sample = random.pick(samples)
  const name = random.pick(['one', 'two'])
  const verb = random.pick(['create', 'update', 'patch', 'patch', 'patch'] as const)
  const subresource = verb === 'create' ? '' : random.pick(sample.subresources)
  const [contentType, body] =
    verb === 'patch'
      ? patchOf(random, sample, name)
      : [random.pick(['application/json', 'application/yaml']), objectOf(random, sample, name)]
  const options = new URLSearchParams({
    fieldManager: random.pick(['one', 'two']),
    fieldValidation: random.pick(['Ignore', 'Warn', 'Warn', 'Strict']),
  })
  if (contentType.startsWith('application/apply'))
    options.set('force', random.pick(['true', 'false']))
  if (random.chance(0.1)) options.set('dryRun', 'All')
  const { resource } = sample
  const query = options.toString()
  const accept = random.pick(accepted)
  return { verb, resource, subresource, name, query, contentType, body, accept }
}

test('what is worked on elsewhere is answered byte for byte as what is not', async () => {
  const here = testServer(Number.POSITIVE_INFINITY, [widgets])
  const apart = testServer(0, [widgets])
  const statuses = new Map<number, number>()
  for (let seed = 0; seed < 700; seed++) {
    const ask = askOf(randomOf(seed))
    const expected = await here.ask(ask)
    expect(await apart.ask(ask), JSON.stringify(ask)).toEqual(expected)
    const get: Ask = { ...ask, verb: 'get', query: seed % 2 === 0 ? 'pretty=true' : '', body: '' }
    expect(await apart.ask(get), JSON.stringify(get)).toEqual(await here.ask(get))
    statuses.set(expected.status, (statuses.get(expected.status) ?? 0) + 1)
  }
  // The random writes are worth the name only where many of them are taken.
  const taken = (statuses.get(200) ?? 0) + (statuses.get(201) ?? 0)
  expect(taken, JSON.stringify([...statuses])).toBeGreaterThan(150)
  for (const status of [400, 409, 422]) expect(statuses.get(status) ?? 0).toBeGreaterThan(0)
})

test('a patch of a custom resource brings numbers as any body does', async () => {
  for (const size of [Number.POSITIVE_INFINITY, 0]) {
    const server = testServer(size, [widgets])
    const resource = { group: 'example.com', version: 'v1', resource: 'widgets' }
    const ask = { resource, name: 'a', query: '' }
    const body = '{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{}}'
    await server.ask({ ...ask, verb: 'create', contentType: 'application/json', body })
    const contentType = 'application/json-patch+json'
    const patch = (value: string) => {
      const operation = `[{"op":"add","path":"/spec/share","value":${value}}]`
      return server.ask({ ...ask, verb: 'patch', contentType, body: operation })
    }
    const taken = await patch('1.0')
    expect([taken.status, JSON.parse(taken.body).spec.share]).toEqual([200, 1])
    expect((await patch('"1.0"')).status).toBe(422)
  }
})

test('a JSON patch has as many operations on any thread', async () => {
  const resource = { group: 'example.com', version: 'v1', resource: 'widgets' }
  const ask = { resource, name: 'a', query: '' }
  const widget = '{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"a"},"spec":{}}'
  const one = '{"op":"test","path":"/kind","value":"Widget"}'
  for (const size of [Number.POSITIVE_INFINITY, 0]) {
    const server = testServer(size, [widgets])
    const contentType = 'application/json-patch+json'
    const patch = (times: number) => {
      const body = `[${Array(times).fill(one).join(',')}]`
      return server.ask({ ...ask, verb: 'patch', contentType, body })
    }
    await server.ask({ ...ask, verb: 'create', contentType: 'application/json', body: widget })
    expect((await patch(10_000)).status).toBe(200)
    const refused = await patch(10_001)
    expect([refused.status, refused.body]).toEqual([413, expect.stringContaining('10000')])
  }
})
