export {
  type CallOptions,
  createOutbound,
  type Outbound,
  type OutboundReply,
} from './create-outbound.ts'
export { connectionFailures, dialFailures } from './failure-words.ts'
export { type Endpoint, readKubeconfig } from './kubeconfig.ts'
