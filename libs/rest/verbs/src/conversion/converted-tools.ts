// in: the verbs' tools and a resource → out: the tools that hold its objects in the version of the request.
import type { ResourceDef } from '@binnacle/catalogue'
import { formatApiVersion, type KubeObject, unknownError } from '@binnacle/meta'
import { inNameOrder } from '@binnacle/schema'
import type { VerbTools } from '../verb-tools.ts'
import { ConversionFault } from './ask-webhook.ts'
import { convertedStore } from './converted-store.ts'
import { Converter } from './converter.ts'

/** A definition that changes is another object: its conversions begin anew. */
const converters = new WeakMap<object, WeakMap<object, Converter>>()
const made = new WeakMap<VerbTools, WeakMap<ResourceDef, Map<boolean, VerbTools>>>()

export function converterOf({ surroundings }: VerbTools, def: ResourceDef): Converter | undefined {
  if (!def.custom?.converts) return undefined
  const { definition } = def.custom
  const ofThese = converters.get(surroundings.catalogue) ?? new WeakMap<object, Converter>()
  converters.set(surroundings.catalogue, ofThese)
  const converter = ofThese.get(definition) ?? new Converter(surroundings, definition)
  ofThese.set(definition, converter)
  return converter
}

/** The tools themselves where no webhook converts. `deletes`: failures are told as a deletion tells them. */
export function convertedTools(tools: VerbTools, def: ResourceDef, deletes: boolean): VerbTools {
  const converter = converterOf(tools, def)
  if (converter === undefined) return tools
  const ofThese = made.get(tools) ?? new WeakMap<ResourceDef, Map<boolean, VerbTools>>()
  made.set(tools, ofThese)
  const ofDef = ofThese.get(def) ?? new Map<boolean, VerbTools>()
  ofThese.set(def, ofDef)
  const known = ofDef.get(deletes)
  if (known !== undefined) return known
  const { store } = tools.surroundings
  const storedAs = storedVersion(def)
  const converted = convertedStore({ store, converter, def, storedAs, deletes })
  const own = { ...tools, surroundings: { ...tools.surroundings, store: converted } }
  ofDef.set(deletes, own)
  return own
}

/** What a dry run shows: the draft as it would be stored, and read again. Throws ApiError. */
export async function rehearsed(
  tools: VerbTools,
  def: ResourceDef,
  object: KubeObject,
): Promise<KubeObject> {
  const converter = converterOf(tools, def)
  if (converter === undefined) return object
  try {
    const stored = await converter.convert(object, storedVersion(def))
    return inNameOrder(await converter.convert(stored, formatApiVersion(def)))
  } catch (error) {
    throw error instanceof ConversionFault ? unknownError(error.message) : error
  }
}

function storedVersion({ group, custom }: ResourceDef): string {
  const versions: KubeObject[] = custom?.definition.spec.versions
  const { name } = versions.find(({ storage }) => storage) as unknown as { name: string }
  return formatApiVersion({ group, version: name })
}
