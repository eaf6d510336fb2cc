// in: a computation that needs objects in other versions → out: its result, run again when they have come.
import type { ResourceDef } from '@binnacle/catalogue'
import type { KubeObject } from '@binnacle/meta'
import type { VerbTools } from '../verb-tools.ts'
import { converterOf } from './converted-tools.ts'
import type { Converter } from './converter.ts'

/** Ends a run whose answer is not there yet. */
class Pending extends Error {
  readonly object: KubeObject
  readonly apiVersion: string

  constructor(object: KubeObject, apiVersion: string) {
    super('not converted yet')
    this.object = object
    this.apiVersion = apiVersion
  }
}

export class Awaited {
  readonly #answers = new Map<string, KubeObject>()

  /** A copy of the caller's own. */
  converted(object: KubeObject, apiVersion: string): KubeObject {
    if (object.apiVersion === apiVersion) return structuredClone(object)
    const known = this.#answers.get(keyOf(object, apiVersion))
    if (known === undefined) throw new Pending(object, apiVersion)
    return structuredClone(known)
  }

  async fetch({ object, apiVersion }: Pending, converter: Converter): Promise<void> {
    this.#answers.set(keyOf(object, apiVersion), await converter.convert(object, apiVersion))
  }
}

function keyOf(object: KubeObject, apiVersion: string): string {
  return `${apiVersion} ${JSON.stringify(object)}`
}

/** `run` has no effects: it is run anew after each conversion. Throws ConversionFault. */
export async function withConversions<T>(
  tools: VerbTools,
  def: ResourceDef,
  run: (awaited: Awaited | undefined) => T,
): Promise<T> {
  const converter = converterOf(tools, def)
  if (converter === undefined) return run(undefined)
  const awaited = new Awaited()
  for (;;) {
    try {
      return run(awaited)
    } catch (error) {
      if (!(error instanceof Pending)) throw error
      await awaited.fetch(error, converter)
    }
  }
}
