// in: who writes what → out: the same in a form that another thread can be sent, and back. Never: objects.
import { builtinType, type TypeDef } from '@binnacle/catalogue'
import type { ManagedFieldsEntry } from '@binnacle/meta'
import { fieldFilter, type WriteFacts } from '@binnacle/patch'

type Paths = readonly (readonly string[])[]

/** WriteFacts as they can be sent to another thread. */
export interface PlainFacts extends Omit<WriteFacts, 'type' | 'convert' | 'filter'> {
  /** A built-in type goes by its name. */
  readonly type: TypeDef | string | undefined
  readonly reset: Paths | undefined
  readonly kept: Paths | undefined
}

const builtinPrefix = 'io.k8s.'

/** undefined: only the thread that has the catalogue can do it. */
export function plainFacts(
  facts: WriteFacts,
  rules: { readonly reset: Paths | undefined; readonly kept: Paths | undefined },
  owners: readonly ManagedFieldsEntry[] | undefined,
): PlainFacts | undefined {
  const { apiVersion, type, subresource, manager, time } = facts
  if (owners?.some((entry) => entry.apiVersion !== apiVersion)) return undefined
  const named = type?.kind === 'object' && type.name.startsWith(builtinPrefix)
  const sent = named ? type.name : type
  return { apiVersion, type: sent, subresource, manager, time, ...rules }
}

export function wholeFacts({ type, reset, kept, ...facts }: PlainFacts): WriteFacts {
  const linked = typeof type === 'string' ? builtinType(type.slice(builtinPrefix.length)) : type
  return { ...facts, type: linked, filter: fieldFilter(reset, kept) }
}
