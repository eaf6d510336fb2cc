// in: a pod → out: what its row in `kubectl get pods` says. Never: the columns around it.
import type { Dict, KubeObject } from '@binnacle/meta'
import { since } from '../parts/human-duration.ts'

export interface PodRow {
  readonly ready: string
  readonly status: string
  readonly restarts: number
  /** RFC 3339; '' when nothing has restarted. */
  readonly lastRestart: string
}

/** What the scan of the containers has found so far. */
interface Scan {
  status: string
  ready: number
  restarts: number
  lastRestart: string
}

function later(a: string, b: string | undefined): string {
  return b && (a === '' || Date.parse(a) < Date.parse(b)) ? b : a
}

function hasCondition(pod: KubeObject, type: string): boolean {
  return ((pod.status?.conditions ?? []) as Dict[]).some(
    (condition) => condition.type === type && condition.status === 'True',
  )
}

function isInitialized(pod: KubeObject): boolean {
  const found = ((pod.status?.conditions ?? []) as Dict[]).find((one) => one.type === 'Initialized')
  return found?.status === 'True'
}

function count(scan: { restarts: number; lastRestart: string }, container: Dict): void {
  scan.restarts += container.restartCount ?? 0
  scan.lastRestart = later(scan.lastRestart, container.lastState?.terminated?.finishedAt)
}

function endedStatus(terminated: Dict): string {
  if (terminated.reason) return terminated.reason
  return terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${terminated.exitCode ?? 0}`
}

/** Text while an init container holds the pod up; undefined when it does not. */
function initStatus(container: Dict, index: number, total: number): string {
  const { terminated, waiting } = container.state ?? {}
  if (terminated) return `Init:${endedStatus(terminated)}`
  if (waiting?.reason && waiting.reason !== 'PodInitializing') return `Init:${waiting.reason}`
  return `Init:${index}/${total}`
}

/** Returns whether the pod is still initializing. */
function scanInit(
  pod: KubeObject,
  scan: Scan,
  sidecars: { restarts: number; lastRestart: string },
): boolean {
  const specs = new Map<string, Dict>()
  for (const container of (pod.spec?.initContainers ?? []) as Dict[])
    specs.set(container.name, container)
  const statuses = (pod.status?.initContainerStatuses ?? []) as Dict[]
  for (const [index, container] of statuses.entries()) {
    const sidecar = specs.get(container.name)?.restartPolicy === 'Always'
    count(scan, container)
    if (sidecar) count(sidecars, container)
    const terminated = container.state?.terminated
    if (terminated && !terminated.exitCode) continue
    if (sidecar && container.started === true) {
      if (container.ready) scan.ready++
      continue
    }
    scan.status = initStatus(container, index, (pod.spec?.initContainers ?? []).length)
    return true
  }
  return false
}

function scanContainers(pod: KubeObject, scan: Scan): void {
  let running = false
  let failure = ''
  for (const container of ((pod.status?.containerStatuses ?? []) as Dict[]).toReversed()) {
    count(scan, container)
    const { waiting, terminated } = container.state ?? {}
    if (waiting?.reason) scan.status = waiting.reason
    else if (terminated) {
      scan.status = endedStatus(terminated)
      if (terminated.exitCode) failure = scan.status
    } else if (container.ready && container.state?.running) {
      running = true
      scan.ready++
    }
  }
  if (scan.status !== 'Completed') return
  if (running && hasCondition(pod, 'Ready')) scan.status = 'Running'
  else if (failure !== '') scan.status = failure
  else if (running) scan.status = 'NotReady'
}

function startStatus(pod: KubeObject): string {
  for (const condition of (pod.status?.conditions ?? []) as Dict[]) {
    if (condition.type === 'PodScheduled' && condition.reason === 'SchedulingGated') {
      return 'SchedulingGated'
    }
  }
  return pod.status?.reason || pod.status?.phase || ''
}

function goingStatus(pod: KubeObject, status: string): string {
  if (!pod.metadata.deletionTimestamp) return status
  if (pod.status?.reason === 'NodeLost') return 'Unknown'
  const phase = pod.status?.phase
  return phase === 'Failed' || phase === 'Succeeded' ? status : 'Terminating'
}

export function podRow(pod: KubeObject): PodRow {
  const scan: Scan = { status: startStatus(pod), ready: 0, restarts: 0, lastRestart: '' }
  const sidecars = { restarts: 0, lastRestart: '' }
  const initializing = scanInit(pod, scan, sidecars)
  if (!initializing || isInitialized(pod)) {
    scan.restarts = sidecars.restarts
    scan.lastRestart = sidecars.lastRestart
    scanContainers(pod, scan)
  }
  const inits = (pod.spec?.initContainers ?? []) as Dict[]
  const total =
    (pod.spec?.containers ?? []).length +
    inits.filter((container) => container.restartPolicy === 'Always').length
  return {
    ready: `${scan.ready}/${total}`,
    status: goingStatus(pod, scan.status),
    restarts: scan.restarts,
    lastRestart: scan.lastRestart,
  }
}

export function restartsText(row: PodRow, now: Date): string {
  if (row.restarts === 0 || row.lastRestart === '') return String(row.restarts)
  return `${row.restarts} (${since(row.lastRestart, now)} ago)`
}
