export { createVerbs, type Verbs } from './verbs.ts'
export type { VerbTools } from './verb-tools.ts'
