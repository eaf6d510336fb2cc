export { createFairFlow, type FairFlow, type FairFlowSettings } from './fair-flow.ts'
export type { Flow } from './flow.ts'
export { type InFlightLimits, maxInFlight } from './max-in-flight.ts'
