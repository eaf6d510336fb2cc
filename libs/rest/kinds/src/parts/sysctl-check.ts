// in: the sysctls of a pod → out: what is wrong with them.
import { type Dict, duplicate, type FieldError, invalid, required } from '@binnacle/meta'
import { listOf } from './field-checks.ts'
import type { PodOptions } from './pod-options.ts'

const segment = '[a-z0-9]([-_a-z0-9]*[a-z0-9])?'
const shownPattern = `^(${segment}[\\./])*${segment}$`
const segmentPattern = /^[a-z0-9](?:[-_a-z0-9]*[a-z0-9])?$/
const nameMax = 253

function isName(name: string): boolean {
  return name.length <= nameMax && name.split(/[./]/).every((part) => segmentPattern.test(part))
}

/** Dots and slashes may change places: `net/ipv4/a.b` is `net.ipv4.a/b`. */
function dotted(name: string): string {
  const first = /[./]/.exec(name)?.[0]
  if (first !== '/') return name
  return name.replace(/[./]/g, (mark) => (mark === '.' ? '/' : '.'))
}

const ipcNames: ReadonlySet<string> = new Set([
  'kernel.shm',
  'kernel.shmall',
  'kernel.shmmax',
  'kernel.shmmni',
  'kernel.shm_rmid_forced',
  'kernel.msg',
  'kernel.msgmax',
  'kernel.msgmnb',
  'kernel.msgmni',
  'kernel.sem',
])

function hostFault(name: string, spec: Dict): string | undefined {
  const key = dotted(name).split('*', 1)[0] as string
  if (spec.hostNetwork && key.startsWith('net.')) {
    return "may not be specified when 'hostNetwork' is true"
  }
  const ipc = ipcNames.has(key) || key.startsWith('fs.mqueue.')
  if (spec.hostIPC && ipc) return "may not be specified when 'hostIPC' is true"
  return undefined
}

function toleratesHost(was: Dict | undefined): boolean {
  return listOf(was?.securityContext?.sysctls).some(
    (sysctl) => hostFault(sysctl.name ?? '', was as Dict) !== undefined,
  )
}

export function checkSysctls(
  errors: FieldError[],
  path: string,
  sysctls: readonly Dict[],
  spec: Dict,
  options: PodOptions,
): void {
  const seen = new Set<string>()
  const tolerant = toleratesHost(options.was)
  for (const [i, sysctl] of sysctls.entries()) {
    const at = `${path}[${i}].name`
    const name: string = sysctl.name ?? ''
    if (name === '') errors.push(required(at))
    else if (!isName(name)) {
      const text = `must have at most ${nameMax} characters and match regex ${shownPattern}`
      errors.push(invalid(at, name, text))
    } else if (seen.has(name)) errors.push(duplicate(at, name))
    const fault = tolerant ? undefined : hostFault(name, spec)
    if (fault !== undefined) errors.push(invalid(at, name, fault))
    seen.add(name)
  }
}
