// in: a level and a version → out: the checks that make it up, in the order of their findings. Never: a check.
import * as baseline from './baseline-checks.ts'
import type { Finding, PodCheck, PodLike } from './finding.ts'
import type { LevelVersion } from './level.ts'
import * as restricted from './restricted-checks.ts'
import {
  seccompAnnotations,
  seccompBaseline,
  seccompRestricted,
  seccompRestrictedFrom25,
} from './seccomp-checks.ts'
import { sysctls } from './sysctl-checks.ts'

/** The newest version of the policies; later ones mean this one. */
const newest = 37

interface Rule {
  readonly id: string
  /** The check from each minor version on. */
  readonly from: readonly (readonly [version: number, check: PodCheck])[]
  /** The baseline rule that this one takes the place of, where it applies. */
  readonly instead?: string
}

const { exceptOwnUsers, exceptWindows } = restricted

const baselineRules: readonly Rule[] = [
  { id: 'appArmorProfile', from: [[0, baseline.appArmorProfile]] },
  { id: 'capabilities', from: [[0, baseline.capabilities]] },
  { id: 'hostNamespaces', from: [[0, baseline.hostNamespaces]] },
  { id: 'hostPathVolumes', from: [[0, baseline.hostPathVolumes]] },
  { id: 'hostPorts', from: [[0, baseline.hostPorts]] },
  { id: 'hostProbes', from: [[34, baseline.hostProbes]] },
  { id: 'privileged', from: [[0, baseline.privileged]] },
  {
    id: 'procMount',
    from: [
      [0, baseline.procMount],
      [35, baseline.procMountOutsideUsers],
    ],
  },
  {
    id: 'seLinuxOptions',
    from: [
      [0, baseline.seLinuxOptions],
      [31, baseline.seLinuxOptionsFrom31],
    ],
  },
  {
    id: 'seccompProfile',
    from: [
      [0, seccompAnnotations],
      [19, seccompBaseline],
    ],
  },
  { id: 'sysctls', from: sysctls },
  { id: 'windowsHostProcess', from: [[0, baseline.windowsHostProcess]] },
]

const restrictedRules: readonly Rule[] = [
  {
    id: 'allowPrivilegeEscalation',
    from: [
      [8, restricted.allowPrivilegeEscalation],
      [25, exceptWindows(restricted.allowPrivilegeEscalation)],
    ],
  },
  {
    id: 'dropAllCapabilities',
    from: [
      [22, restricted.dropAllCapabilities],
      [25, exceptWindows(restricted.dropAllCapabilities)],
    ],
    instead: 'capabilities',
  },
  { id: 'procMountAlways', from: [[35, baseline.procMount]], instead: 'procMount' },
  {
    id: 'restrictedVolumes',
    from: [[0, restricted.restrictedVolumes]],
    instead: 'hostPathVolumes',
  },
  {
    id: 'runAsNonRoot',
    from: [
      [0, restricted.runAsNonRoot],
      [35, exceptOwnUsers(restricted.runAsNonRoot)],
    ],
  },
  {
    id: 'runAsUser',
    from: [
      [23, restricted.runAsUser],
      [35, exceptOwnUsers(restricted.runAsUser)],
    ],
  },
  {
    id: 'seccompRequired',
    from: [
      [19, seccompRestricted],
      [25, seccompRestrictedFrom25],
    ],
    instead: 'seccompProfile',
  },
]

function checkAt({ from }: Rule, version: number): PodCheck | undefined {
  return from.findLast(([first]) => first <= version)?.[1]
}

const made = new Map<string, readonly PodCheck[]>()

function checksFor({ level, version }: LevelVersion): readonly PodCheck[] {
  if (level === 'privileged') return []
  const minor = Math.min(version === 'latest' ? newest : version, newest)
  const key = `${level}:${minor}`
  const there = made.get(key)
  if (there) return there
  const extra = level === 'restricted' ? restrictedRules.filter((rule) => checkAt(rule, minor)) : []
  const replaced = new Set(extra.map(({ instead }) => instead))
  const checks = [...baselineRules.filter(({ id }) => !replaced.has(id)), ...extra]
    .map((rule) => checkAt(rule, minor))
    .filter((check) => check !== undefined)
  made.set(key, checks)
  return checks
}

export function findingsOf(policy: LevelVersion, pod: PodLike): Finding[] {
  return checksFor(policy)
    .map((check) => check(pod))
    .filter((finding) => finding !== undefined)
}

/** `host namespaces (hostNetwork=true), hostPort (...)`. */
export function inDetail(findings: readonly Finding[]): string {
  return findings.map(({ reason, detail }) => `${reason} (${detail})`).join(', ')
}
