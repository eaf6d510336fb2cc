export { type Destination, forward } from './forward.ts'
