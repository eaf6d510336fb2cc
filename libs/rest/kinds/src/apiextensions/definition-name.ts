// in: a definition → out: what is wrong with its name.
import { type FieldError, type KubeObject, nameErrors, nameIsSubdomain } from '@binnacle/meta'

/** Also what a name would be made of must be the name that the definition asks for. */
export function definitionName({ metadata, spec }: KubeObject): FieldError[] {
  const wanted = `${spec.names?.plural ?? ''}.${spec.group ?? ''}`
  return nameErrors(metadata, (name, isPrefix) => {
    const texts = nameIsSubdomain(name, isPrefix)
    return name === wanted ? texts : [...texts, 'must be spec.names.plural+"."+spec.group']
  })
}
