export { createLogger, type Logger, type LogSettings } from './logger.ts'
export { createMetrics, type Metrics, type RequestMeasure } from './metrics.ts'
