export {
  createServer,
  type EdgeServer,
  type ListenOn,
  type ServerOptions,
} from './create-server.ts'
export { defaultLimits, type EdgeLimits } from './limits.ts'
export { isLoopback } from './loopback.ts'
export type { NamedCertificate } from './named-certificates.ts'
export { refusal } from './refusal.ts'
export type { EdgeEvents, Serve } from './serve.ts'
export type { ServerCertificate } from './tls-settings.ts'
