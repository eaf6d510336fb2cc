export { createFlow, type Flow } from './flow.ts'
