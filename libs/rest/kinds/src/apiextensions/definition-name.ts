// in: a definition → out: what is wrong with its name.
import { dns1123Subdomain, type FieldError, invalid, type KubeObject } from '@binnacle/meta'

export function definitionName(object: KubeObject): FieldError[] {
  const { name } = object.metadata
  if (!name) return []
  const texts = dns1123Subdomain(name)
  const { names, group } = object.spec
  if (name !== `${names?.plural ?? ''}.${group ?? ''}`) {
    texts.push('must be spec.names.plural+"."+spec.group')
  }
  return texts.map((text) => invalid('metadata.name', name, text))
}
