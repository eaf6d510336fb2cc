export { createLogger, type Logger, type LogSettings } from './logger.ts'
export { type Cell, counterTally, histogramTally, type Tally } from './tally.ts'
export { createMetrics, type Metrics, type RequestMeasure } from './metrics.ts'
