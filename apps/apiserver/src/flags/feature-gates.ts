// in: --feature-gates as given → out: what is wrong with it, and what of it changes nothing. Never: a switch.
import { gateNames } from './gate-names.ts'

export interface GateVerdict {
  /** In the reference's words where it refuses, too. */
  readonly faults: readonly string[]
  /** For the log. */
  readonly notes: readonly string[]
}

interface Gate {
  readonly on: boolean
  readonly place: 'locked' | 'seen' | 'inside' | 'elsewhere'
}

const gates: ReadonlyMap<string, Gate> = new Map(
  Object.entries(gateNames).flatMap(([group, names]) => {
    const on = group.endsWith('On')
    const place = group.replace(/O(n|ff)$/, '') as Gate['place']
    return names.map((name): [string, Gate] => [name, { on, place }])
  }),
)

/**
 * This server is as Kubernetes 1.37 is by default. A gate set otherwise is refused where clients
 * would see the difference; where they would not, it is said that nothing changes.
 */
export function judgeGates(items: readonly string[]): GateVerdict {
  const faults: string[] = []
  const notes: string[] = []
  const prefixes = new Set(items.map((item) => /^([^:=]*):/.exec(item)?.[1] ?? ''))
  if (prefixes.has('') && prefixes.has('kube')) {
    const how = 'with default empty prefix or kube: prefix consistently, do not mix use'
    faults.push(`set kube feature gates ${how}`)
  }
  for (const prefix of prefixes) {
    if (prefix !== '' && prefix !== 'kube') faults.push(`component not registered: ${prefix}`)
  }
  for (const item of items) {
    const verdict = judge(item.replace(/^(kube)?:/, ''))
    if (verdict.fault) faults.push(verdict.fault)
    if (verdict.note) notes.push(verdict.note)
  }
  return { faults, notes }
}

function judge(item: string): { fault?: string; note?: string } {
  const equals = item.indexOf('=')
  const name = (equals === -1 ? item : item.slice(0, equals)).trim()
  if (equals === -1) return { fault: `missing bool value for ${name}` }
  const text = item.slice(equals + 1).trim()
  const isOn = /^(1|t|true)$/i.test(text)
  if (!isOn && !/^(0|f|false)$/i.test(text)) {
    const why = `strconv.ParseBool: parsing ${JSON.stringify(text)}: invalid syntax`
    return { fault: `invalid value of ${name}=${text}, err: ${why}` }
  }
  // Setting all betas, even off, is never what is by default.
  if (name === 'AllBeta' || (name === 'AllAlpha' && isOn)) return { fault: onlyDefaults(item) }
  if (name === 'AllAlpha') return {}
  const gate = gates.get(name)
  if (gate === undefined) return { fault: `unrecognized feature gate: ${name}` }
  if (gate.on === isOn) return {}
  if (gate.place === 'locked') {
    const locked = `feature is locked to ${gate.on}`
    return { fault: `cannot set feature gate ${name} to ${isOn}, ${locked}` }
  }
  if (gate.place === 'seen') return { fault: onlyDefaults(item) }
  const why =
    gate.place === 'inside'
      ? 'what clients of this server see does not depend on it'
      : 'it concerns other components'
  return { note: `the feature gate ${name}=${isOn} changes nothing: ${why}` }
}

function onlyDefaults(item: string): string {
  return `cannot set the feature gate ${item}: this server serves the API as Kubernetes 1.37 does by default only`
}
