export { bootstrap, type BootstrapSettings } from './bootstrap.ts'
export type { BootstrapTools } from './create-missing.ts'
