// in: what the configuration file says of a plugin → out: it, if it is of the kind the plugin reads.
import type { Dict } from '@binnacle/meta'

/** Throws an Error with the reference's words. */
export function configurationOf(
  configuration: unknown,
  kinds: readonly { readonly apiVersion: string; readonly kind: string }[],
): Dict {
  const said = configuration as Dict
  const { apiVersion, kind } = said
  if (kinds.some((one) => one.apiVersion === apiVersion && one.kind === kind)) return said
  throw new Error(`no kind "${kind}" is registered for version "${apiVersion}" in scheme`)
}
