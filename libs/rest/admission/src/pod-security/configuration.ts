// in: the configuration file's part on PodSecurity → out: its defaults and exemptions, or why it cannot be read.
import { dns1123Label, dns1123Subdomain, type Dict } from '@binnacle/meta'
import {
  levelFault,
  type LevelVersion,
  type Mode,
  modes,
  type Policy,
  readLevel,
  readVersion,
  versionFault,
} from './level.ts'

export interface Exemptions {
  readonly usernames: ReadonlySet<string>
  readonly namespaces: ReadonlySet<string>
  readonly runtimeClasses: ReadonlySet<string>
}

export interface PodSecurityConfiguration {
  readonly defaults: Policy
  readonly exemptions: Exemptions
}

const versions = ['v1', 'v1beta1', 'v1alpha1'].map(
  (one) => `pod-security.admission.config.k8s.io/${one}`,
)

/** `undefined`: nothing is configured. */
export function readPodSecurity(configuration: unknown): PodSecurityConfiguration {
  const file = (configuration ?? {}) as Dict
  if (configuration !== undefined) {
    const { apiVersion, kind } = file
    if (kind !== 'PodSecurityConfiguration' || !versions.includes(apiVersion)) {
      throw new Error(`PodSecurity: no kind "${kind}" is registered for version "${apiVersion}"`)
    }
  }
  const { defaults = {}, exemptions = {} } = file
  const policy = Object.fromEntries(modes.map((mode) => [mode, readMode(defaults, mode)]))
  return {
    defaults: policy as Record<Mode, LevelVersion>,
    exemptions: {
      usernames: readNames(exemptions, 'usernames', (name) =>
        name === '' ? ['username must not be empty'] : [],
      ),
      namespaces: readNames(exemptions, 'namespaces', dns1123Label),
      runtimeClasses: readNames(exemptions, 'runtimeClasses', dns1123Subdomain),
    },
  }
}

function readMode(defaults: Dict, mode: Mode): LevelVersion {
  const levelText = defaults[mode] || 'privileged'
  const level = readLevel(levelText)
  if (level === undefined) fail(`defaults.${mode}`, levelText, levelFault)
  const versionText = defaults[`${mode}-version`] || 'latest'
  const version = readVersion(versionText)
  if (version === undefined) fail(`defaults.${mode}-version`, versionText, versionFault)
  return { level, version }
}

function readNames(
  exemptions: Dict,
  field: keyof Exemptions,
  rule: (name: string) => string[],
): ReadonlySet<string> {
  const names = new Set<string>()
  for (const [index, name] of ((exemptions[field] ?? []) as string[]).entries()) {
    const faults = rule(name)
    if (faults.length > 0) fail(`exemptions.${field}[${index}]`, name, faults.join(', '))
    if (names.has(name)) {
      throw new Error(`PodSecurity: exemptions.${field}[${index}]: Duplicate value: "${name}"`)
    }
    names.add(name)
  }
  return names
}

function fail(field: string, value: string, text: string): never {
  throw new Error(`PodSecurity: ${field}: Invalid value: "${value}": ${text}`)
}
