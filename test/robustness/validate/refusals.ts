// in: operations, and when faults were → out: refusals that no fault explains.
import type { Operation } from '../model/operation.ts'

export interface FaultTime {
  readonly name: string
  readonly startMs: number
  /** When everything was well again, as seen from outside. */
  endMs: number
}

/** What clients of a healthy cluster may be told when they race each other. */
const races = new Set([403, 404, 409])
/** What a server without its store, or on its way out, may say. */
const outages = new Set([429, 500, 502, 503, 504])

export function checkRefusals(
  operations: readonly Operation[],
  faults: readonly FaultTime[],
): string[] {
  const wrong: string[] = []
  for (const { status, trouble, startMs, saidMs, kind, key, client, asked } of operations) {
    if (status !== 0 && (status < 400 || races.has(status))) continue
    // History is forgotten all the time: pages may come to an end.
    if (status === 410 && kind === 'list') continue
    // Who asks a replica for what another one said may have to wait for it, at any time.
    if (status === 504 && Number(asked) > 0) continue
    const until = saidMs ?? startMs
    const during = faults.find((fault) => fault.startMs <= until && startMs <= fault.endMs)
    const what = `${kind} ${key} of ${client} at ${startMs.toFixed(0)}: ${status} ${trouble}`
    if (during === undefined) wrong.push(`no fault explains ${what}`)
    else if (status !== 0 && !outages.has(status))
      wrong.push(`${during.name} is no reason for ${what}`)
  }
  return wrong
}
