// in: a resource and a seed → out: requests of one object's life, each made from the last answer. Never: a judgement.
import type { ResourceDef } from '@binnacle/catalogue'
import bases from './bases.json' with { type: 'json' }
import type { Answered, Asked } from './ask.ts'
import { makeValue } from './make-value.ts'
import { mutate } from './mutate.ts'
import type { Random } from '../harness/random.ts'

type Dict = Record<string, unknown>

/** What these say would change how the server treats all other requests. */
const neverStored = new Set([
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'apiregistration.k8s.io',
  'flowcontrol.apiserver.k8s.io',
])
const neverStoredResources = new Set(['limitranges', 'resourcequotas', 'servicecidrs'])

export function apiVersionOf({ group, version }: ResourceDef): string {
  return group === '' ? version : `${group}/${version}`
}

export function collectionOf(def: ResourceDef): string {
  const root = def.group === '' ? '/api' : `/apis/${def.group}`
  const namespace = def.namespaced ? '/namespaces/default' : ''
  return `${root}/${def.version}${namespace}/${def.resource}`
}

function newObject(random: Random, def: ResourceDef): Dict {
  const apiVersion = apiVersionOf(def)
  const own = bases.filter((base) => base.apiVersion === apiVersion && base.kind === def.kind)
  const made =
    own.length > 0 && random.chance(0.75)
      ? (structuredClone(random.pick(own)) as Dict)
      : (makeValue(random, def.type) as Dict)
  if (random.chance(0.9)) mutate(random, made, def.type)
  made.apiVersion = apiVersion
  made.kind = def.kind
  return made
}

function parsed(text: string): Dict {
  try {
    return JSON.parse(text) as Dict
  } catch {
    return {}
  }
}

const query = ['', '&fieldValidation=Strict', '&fieldValidation=Ignore', '&pretty=true']

/** Yields requests; is handed the answer of each. */
export function* life(
  random: Random,
  def: ResourceDef,
  index: number,
): Generator<Asked, void, Answered> {
  const collection = collectionOf(def)
  const object = newObject(random, def)
  const stays =
    def.verbs.includes('get') &&
    !neverStored.has(def.group) &&
    !neverStoredResources.has(def.resource) &&
    random.chance(0.4)
  const metadata = (object.metadata ?? {}) as Dict
  if (typeof metadata === 'object' && metadata !== null && random.chance(0.9)) {
    delete metadata.generateName
    delete metadata.resourceVersion
    metadata.name = `fuzz-${index}`
    if (def.namespaced) metadata.namespace = 'default'
    object.metadata = metadata
  }
  const dry = stays ? '?fieldManager=fuzz' : '?dryRun=All'
  const body = JSON.stringify(object)
  const made = yield { method: 'POST', path: `${collection}${dry}${random.pick(query)}`, body }
  const stored = parsed(made.text)
  if (!stays || made.status !== 201) return
  const name = encodeURIComponent(String((stored.metadata as Dict)?.name))
  yield* changes(random, def, `${collection}/${name}`, stored)
}

function* changes(
  random: Random,
  def: ResourceDef,
  path: string,
  stored: Dict,
): Generator<Asked, void, Answered> {
  const changed = () => {
    const next = structuredClone(stored)
    mutate(random, next, def.type)
    return next
  }
  const table = 'application/json;as=Table;v=v1;g=meta.k8s.io'
  yield { method: 'PUT', path, body: JSON.stringify(changed()) }
  for (const part of ['status', 'resize', 'ephemeralcontainers', 'approval', 'finalize']) {
    if (!def.subresources.has(part)) continue
    yield { method: 'PUT', path: `${path}/${part}`, body: JSON.stringify(changed()) }
  }
  const type = random.pick(['merge-patch', 'strategic-merge-patch', 'apply-patch'])
  const { apiVersion, kind, metadata, ...rest } = changed()
  const labels = (metadata as Dict | undefined)?.labels
  const patch = { apiVersion, kind, metadata: { labels }, ...rest }
  yield {
    method: 'PATCH',
    path: `${path}?fieldManager=other${type === 'apply-patch' ? '&force=true' : ''}`,
    body: JSON.stringify(patch),
    type: `application/${type}+${type === 'apply-patch' ? 'yaml' : 'json'}`,
  }
  if (def.subresources.has('scale')) yield { method: 'GET', path: `${path}/scale` }
  yield { method: 'GET', path, accept: table }
  yield {
    method: 'PATCH',
    path,
    body: '{"metadata":{"finalizers":null}}',
    type: 'application/merge-patch+json',
  }
  yield { method: 'DELETE', path: `${path}?gracePeriodSeconds=0&propagationPolicy=Background` }
}
