// in: config → out: the traces of this replica on their way to a collector, if there is one.
import type { Received, Reply } from '@binnacle/exchange'
import { createSpanExporter, type Logger } from '@binnacle/telemetry'
import type { Config } from './config.ts'
import { ownId } from './presence.ts'
import { traceRequest } from './trace-request.ts'

export interface Tracer {
  readonly note: (received: Received, reply: Reply) => void
  close(): Promise<void>
}

export function tracerOf(config: Config, log: Logger): Tracer | undefined {
  const { tracing } = config
  if (tracing === undefined) return undefined
  const exporter = createSpanExporter({
    endpoint: tracing.endpoint,
    resource: {
      'service.name': 'apiserver',
      'service.instance.id': ownId(config),
    },
    lost: (count, why) => log.warn({ count, why }, 'spans are lost'),
  })
  return {
    note(received, reply) {
      const span = traceRequest(received, reply, tracing.samplingRatePerMillion)
      if (span !== undefined) exporter.add(span)
    },
    close: () => exporter.close(),
  }
}
