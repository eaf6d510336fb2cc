// in: a scale → out: the workloads in their order: each finds what the ones before it have written.
import type { Ask } from './client.ts'
import { configMap, pod } from './objects.ts'

export interface Workload {
  readonly name: string
  readonly protocol: 1 | 2
  readonly concurrency: number
  readonly status: number
  /** How many at most; what fills the server is done to the end, however long it takes. */
  readonly count?: number
  ask(i: number): Ask
}

export const namespace = 'bench'
const base = `/api/v1/namespaces/${namespace}`
const maps = `${base}/configmaps`
const pods = `${base}/pods`

function fill(name: string, path: string, count: number, body: Body): Workload {
  const ask = (i: number) => ({ method: 'POST', path, body: body(`o-${i}`, i) })
  return { name, protocol: 2, concurrency: 16, status: 201, count, ask }
}

type Body = (name: string, i: number) => string

function read(name: string, protocol: 1 | 2, concurrency: number, ask: Workload['ask']): Workload {
  return { name, protocol, concurrency, status: 200, ask }
}

export function workloads(scale: number): Workload[] {
  const mapCount = Math.ceil(3_000 * scale)
  const podCount = Math.ceil(5_000 * scale)
  const oneMap = (i: number) => `${maps}/o-${i % mapCount}`
  const onePod = (i: number) => `${pods}/o-${i % podCount}`
  return [
    fill('create config maps', maps, mapCount, configMap),
    fill('create pods', pods, podCount, pod),
    read('get, HTTP/2', 2, 16, (i) => ({ path: oneMap(i) })),
    read('get, HTTP/1.1', 1, 16, (i) => ({ path: oneMap(i) })),
    read('get of any version', 2, 16, (i) => ({ path: `${oneMap(i)}?resourceVersion=0` })),
    read('get a pod', 2, 16, (i) => ({ path: onePod(i) })),
    read('list pods, HTTP/2', 2, 2, () => ({ path: pods })),
    read('list pods, HTTP/1.1', 1, 2, () => ({ path: pods })),
    read('list pods, gzip', 2, 2, () => ({ path: pods, gzip: true })),
    read('a page of 500 pods', 2, 4, () => ({ path: `${pods}?limit=500` })),
    read('pods of one label', 2, 4, (i) => ({ path: `${pods}?labelSelector=app%3Dweb-${i % 50}` })),
    read('update config maps', 2, 16, (i) => {
      return { method: 'PUT', path: oneMap(i), body: configMap(`o-${i % mapCount}`, -i) }
    }),
    read('patch pods', 2, 16, (i) => {
      const body = JSON.stringify({ metadata: { annotations: { 'bench/turn': `p${i}` } } })
      return { method: 'PATCH', path: onePod(i), body }
    }),
    read('livez', 2, 16, () => ({ path: '/livez' })),
  ]
}
