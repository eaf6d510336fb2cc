// in: a catalogue → out: one record for each resource that loops care about. Never: its other versions.
import type { Catalogue, ResourceDef } from '@binnacle/catalogue'

/** Many, short-lived, and owned by nobody; they end by themselves. */
const passing = new Set(['events'])

const needed = ['list', 'watch', 'delete']

/** By `GROUP/RESOURCE`, in the version that discovery prefers. Namespaces first: they matter most. */
export function watchedResources(catalogue: Catalogue): Map<string, ResourceDef> {
  const found = deletableResources(catalogue)
  for (const [key, def] of found) {
    if (passing.has(def.resource) || !needed.every((verb) => def.verbs.includes(verb))) {
      found.delete(key)
    }
  }
  return found
}

export function deletableResources(catalogue: Catalogue): Map<string, ResourceDef> {
  const found = new Map<string, ResourceDef>()
  const namespaces = catalogue.resource({ group: '', version: 'v1' }, 'namespaces')
  if (namespaces) found.set('/namespaces', namespaces)
  for (const { group, versions } of catalogue.groups) {
    for (const version of versions) {
      for (const def of catalogue.resourcesOf({ group, version })) {
        const key = `${group}/${def.resource}`
        if (found.has(key) || !def.verbs.includes('delete')) continue
        found.set(key, def)
      }
    }
  }
  return found
}
