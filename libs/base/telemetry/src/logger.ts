// in: a level and a name → out: a logger that writes JSON lines. Never: secrets.
import { type Logger, pino } from 'pino'

export type { Logger }

export interface LogSettings {
  /** klog's verbosity: 0 and 1 info, 2 to 3 debug, above trace. */
  readonly verbosity: number
  /** Which replica speaks. */
  readonly name: string
}

export function createLogger(settings: LogSettings): Logger {
  const level = settings.verbosity <= 1 ? 'info' : settings.verbosity <= 3 ? 'debug' : 'trace'
  return pino(
    {
      name: settings.name,
      level,
      redact: ['headers.authorization', '*.headers.authorization', 'token', '*.token'],
    },
    pino.destination({ dest: 2, sync: false }),
  )
}
