export { createLogger, type Logger, type LogSettings } from './logger.ts'
export { type Cell, counterTally, histogramTally, type Tally } from './tally.ts'
export { createMetrics, type Metrics, type RequestMeasure } from './metrics.ts'
export { clientFamily } from './client-family.ts'
export {
  type ClientSum,
  type EndedRequest,
  RecentRequests,
  type SingleRequest,
} from './recent-requests.ts'
export type { RequestSum } from './request-sums.ts'
export { type RemoteParent, readTraceparent, type Span } from './span.ts'
export { createSpanExporter, type ExporterSettings, type SpanExporter } from './span-exporter.ts'
