// in: what a request asks for → out: whether it lasts as long as its client likes. Never: a timer.
import type { RequestInfo } from '@binnacle/exchange'

const longSubresources = new Set(['attach', 'exec', 'proxy', 'log', 'portforward'])

export function isLongRunning(info: RequestInfo): boolean {
  return (
    info.verb === 'watch' ||
    info.verb === 'proxy' ||
    (info.isResourceRequest && longSubresources.has(info.subresource))
  )
}
