// in: --runtime-config → out: which built-in group versions and resources are on. Never: records.
import { formatApiVersion, type GroupVersion } from '@binnacle/meta'

/** Whether a resource is served. */
export type Enablement = (gv: GroupVersion, resource: string) => boolean

const stages: readonly (readonly [key: string, pattern: RegExp])[] = [
  ['api/all', /^/],
  ['api/ga', /^v\d+$/],
  ['api/beta', /^v\d+beta\d+$/],
  ['api/alpha', /^v\d+alpha\d+$/],
]

const stable = /^v\d+$/

/** Stable versions are on by default. Throws an Error with one sentence for what it cannot read. */
export function readRuntimeConfig(
  config: Readonly<Record<string, string>>,
  known: readonly GroupVersion[],
): Enablement {
  if (config['api/all'] === 'false' && Object.keys(config).length === 1) {
    throw new Error('invalid runtime-config with only api/all=false')
  }
  const versions = new Map<string, boolean>()
  for (const { group, version } of known) {
    let on = stable.test(version)
    for (const [key, pattern] of stages) {
      const value = config[key]
      if (value === undefined || !pattern.test(version)) continue
      if (value !== 'true' && value !== 'false') throw new Error(`invalid value ${key}=${value}`)
      on = value === 'true'
    }
    versions.set(formatApiVersion({ group, version }), on)
  }
  const resources = new Map<string, boolean>()
  for (const [key, value] of Object.entries(config)) {
    if (stages.some(([stage]) => stage === key)) continue
    readPreference(key, readBoolean(key, value), versions, resources)
  }
  return (gv, resource) => {
    const groupVersion = formatApiVersion(gv)
    const explicit = resources.get(`${groupVersion}/${resource}`)
    return explicit ?? versions.get(groupVersion) ?? false
  }
}

function readPreference(
  key: string,
  on: boolean,
  versions: Map<string, boolean>,
  resources: Map<string, boolean>,
): void {
  const parts = key === 'v1' ? ['', 'v1'] : key.split('/')
  if (parts.length < 2) throw new Error(`unknown api groups ${key}`)
  if (parts.length > 3) throw new Error(`invalid key ${key}`)
  const [group = '', version = '', resource] = parts
  const groupVersion = formatApiVersion({ group: group === 'api' ? '' : group, version })
  if (!versions.has(groupVersion)) {
    throw new Error(`group version ${groupVersion} that has not been registered`)
  }
  if (resource === undefined) versions.set(groupVersion, on)
  else if (resource !== resource.toLowerCase()) {
    throw new Error(
      `invalid key ${key}: group/version/resource and resource is always lowercase plural, not "${resource}"`,
    )
  } else resources.set(`${groupVersion}/${resource}`, on)
}

const booleans: Readonly<Record<string, boolean>> = {
  '': true,
  1: true,
  t: true,
  T: true,
  true: true,
  TRUE: true,
  True: true,
  0: false,
  f: false,
  F: false,
  false: false,
  FALSE: false,
  False: false,
}

function readBoolean(key: string, value: string): boolean {
  const read = Object.hasOwn(booleans, value) ? booleans[value] : undefined
  if (read === undefined) throw new Error(`invalid value of ${key}: ${value}, err: not a boolean`)
  return read
}
