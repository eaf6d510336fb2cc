// in: a definition → out: what is wrong with its name.
import { type FieldError, invalid, type KubeObject, nameIsSubdomain } from '@binnacle/meta'

function texts(name: string, isPrefix: boolean, wanted: string): string[] {
  const own = nameIsSubdomain(name, isPrefix)
  return name === wanted ? own : [...own, 'must be spec.names.plural+"."+spec.group']
}

/** Also what a name would be made of must be the name that the definition asks for. */
export function definitionName(object: KubeObject): FieldError[] {
  const { name, generateName } = object.metadata
  const { names, group } = object.spec
  const wanted = `${names?.plural ?? ''}.${group ?? ''}`
  const errors: FieldError[] = []
  for (const text of generateName ? texts(generateName, true, wanted) : []) {
    errors.push(invalid('metadata.generateName', generateName, text))
  }
  for (const text of name ? texts(name, false, wanted) : []) {
    errors.push(invalid('metadata.name', name, text))
  }
  return errors
}
