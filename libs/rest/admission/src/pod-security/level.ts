// in: the labels of a namespace → out: the levels that hold in it, and what is wrong with the labels.
import { type FieldError, invalid } from '@binnacle/meta'

export type Level = 'privileged' | 'baseline' | 'restricted'
/** A minor version of 1, or the newest. */
export type PolicyVersion = number | 'latest'

export interface LevelVersion {
  readonly level: Level
  readonly version: PolicyVersion
}

export const modes = ['enforce', 'audit', 'warn'] as const
export type Mode = (typeof modes)[number]
export type Policy = Readonly<Record<Mode, LevelVersion>>

export const levelFault = 'must be one of privileged, baseline, restricted'
export const versionFault = 'must be "latest" or "v1.x"'

const levels: readonly string[] = ['privileged', 'baseline', 'restricted']

export function labelOf(mode: Mode, part: 'level' | 'version'): string {
  return `pod-security.kubernetes.io/${mode}${part === 'version' ? '-version' : ''}`
}

export function readLevel(text: string): Level | undefined {
  return levels.includes(text) ? (text as Level) : undefined
}

export function readVersion(text: string): PolicyVersion | undefined {
  if (text === 'latest') return 'latest'
  const minor = /^v1\.([0-9]|[1-9][0-9]*)$/.exec(text)?.[1]
  return minor === undefined || BigInt(minor) >= 1n << 63n ? undefined : Number(minor)
}

/** Below zero when `a` is laxer than `b`. */
export function compareLevels(a: Level, b: Level): number {
  return Math.sign(levels.indexOf(a) - levels.indexOf(b))
}

export function levelText({ level, version }: LevelVersion): string {
  return `${level}:${version === 'latest' ? version : `v1.${version}`}`
}

export function sameLevel(a: LevelVersion, b: LevelVersion): boolean {
  return a.level === b.level && a.version === b.version
}

export function isPrivileged(policy: Policy): boolean {
  return modes.every((mode) => policy[mode].level === 'privileged')
}

/** A policy always comes out: unreadable labels mean the strictest to enforce, nothing to audit and warn. */
export function policyOf(
  labels: Readonly<Record<string, string>> | undefined,
  defaults: Policy,
): { policy: Policy; faults: FieldError[] } {
  const faults: FieldError[] = []
  if (!labels || Object.keys(labels).length === 0) return { policy: defaults, faults }
  const label = (name: string) => (Object.hasOwn(labels, name) ? labels[name] : undefined)
  const fault = (name: string, value: string, text: string) =>
    faults.push(invalid(`metadata.labels[${name}]`, value, text))
  const read = (mode: Mode): LevelVersion => {
    let { level, version } = defaults[mode]
    const levelLabel = labelOf(mode, 'level')
    const levelValue = label(levelLabel)
    if (levelValue !== undefined) {
      const known = readLevel(levelValue)
      if (known === undefined) fault(levelLabel, levelValue, levelFault)
      level = known ?? (mode === 'enforce' ? 'restricted' : 'privileged')
    }
    const versionLabel = labelOf(mode, 'version')
    const versionValue = label(versionLabel)
    if (versionValue !== undefined) {
      const known = readVersion(versionValue)
      if (known === undefined) fault(versionLabel, versionValue, versionFault)
      version = known ?? 'latest'
    }
    return { level, version }
  }
  const enforce = read('enforce')
  const audit = read('audit')
  let warn = read('warn')
  // Who is refused shall be warned as well, unless the labels say otherwise.
  const enforced = label(labelOf('enforce', 'level'))
  const saysEnforce = enforced !== undefined && readLevel(enforced) !== undefined
  const saysWarn = label(labelOf('warn', 'level')) !== undefined
  if (!saysWarn && saysEnforce && compareLevels(enforce.level, warn.level) > 0) {
    const own = label(labelOf('warn', 'version')) !== undefined
    warn = { level: enforce.level, version: own ? warn.version : enforce.version }
  }
  return { policy: { enforce, audit, warn }, faults }
}
