export { apartFromBytes } from './apart/apart.ts'
export { type AdoptStored, createAdoptStored } from './adopt-stored.ts'
export {
  createLocalClient,
  type LocalCall,
  type LocalCaller,
  type LocalClient,
} from './local-client.ts'
export { createVerbs, type Verbs } from './verbs.ts'
export type { VerbTools } from './verb-tools.ts'
