export { createFlow, type Flow, type FlowSettings } from './flow.ts'
