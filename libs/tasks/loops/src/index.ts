export { bootstrap, type BootstrapSettings } from './bootstrap.ts'
export type { BootstrapTools } from './create-missing.ts'
export { type ReplicaFacts, replicaId } from './replica-lease.ts'
export { createPresence, type Presence } from './replica-presence.ts'
