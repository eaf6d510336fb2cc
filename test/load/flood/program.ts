// in: one order from the parent → out: its outcome, sent back. A process of its own, so that nobody waits for another.
import { setPriority } from 'node:os'
import { flood, type FloodOutcome, type FloodPlan } from './flood.ts'
import { Prober, type ProbeOutcome, type ProbePlan } from './prober.ts'

export type Order =
  | { readonly flood: FloodPlan; readonly nice: number }
  | { readonly probe: readonly ProbePlan[] }
  | { readonly stop: true }
export type Outcome =
  | { readonly flood: FloodOutcome }
  | { readonly probes: readonly ProbeOutcome[] }

let probers: Prober[] = []

process.on('message', async (order: Order) => {
  const reply = (outcome: Outcome) => process.send?.(outcome)
  if ('flood' in order) {
    setPriority(order.nice)
    reply({ flood: await flood(order.flood) })
  } else if ('probe' in order) {
    probers = order.probe.map((plan) => new Prober(plan))
  } else {
    reply({ probes: await Promise.all(probers.map((one) => one.stop())) })
  }
})
process.on('disconnect', () => process.exit(0))
