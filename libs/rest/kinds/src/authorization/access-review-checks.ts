// in: an access review → out: all that is wrong with it. Never: the answer.
import {
  type Dict,
  type FieldError,
  forbidden,
  invalid,
  type KubeObject,
  qualifiedName,
  labelValue,
  required,
} from '@binnacle/meta'
import { canonicalOrder } from '@binnacle/schema'

const one = 'exactly one of nonResourceAttributes or resourceAttributes must be specified'

export function checkAttributes(spec: Dict, namesUser: boolean): FieldError[] {
  const errors: FieldError[] = []
  const resource: Dict | undefined = spec.resourceAttributes ?? undefined
  const path: Dict | undefined = spec.nonResourceAttributes ?? undefined
  if (resource && path) errors.push(invalid('spec', goPath(path), one))
  if (!resource && !path) errors.push(invalid('spec', null, one))
  if (namesUser && !spec.user && !(spec.groups?.length > 0)) {
    const text = 'at least one of user or group must be specified'
    errors.push(invalid('spec.user', spec.user ?? '', text))
  }
  if (!resource) return errors
  const at = 'spec.resourceAttributes'
  errors.push(...checkSelector(resource.fieldSelector, `${at}.fieldSelector`, checkField))
  errors.push(...checkSelector(resource.labelSelector, `${at}.labelSelector`, checkLabel))
  return errors
}

/** The reference prints its internal struct, whose members have no JSON names. */
export function goPath(attributes: Dict): Dict {
  return { Path: attributes.path ?? '', Verb: attributes.verb ?? '' }
}

export function checkMetadata(object: KubeObject, namespaced: boolean): FieldError[] {
  const { managedFields, ...rest } = object.metadata
  if (namespaced) delete rest.namespace
  const members = Object.values(rest).filter((value) => value !== undefined)
  if (members.length === 0) return []
  const text = namespaced ? 'must be empty except for namespace' : 'must be empty'
  return [invalid('metadata', canonicalOrder({ metadata: object.metadata }).metadata, text)]
}

type CheckRequirement = (requirement: Dict, path: string) => FieldError[]

function checkSelector(
  selector: Dict | undefined,
  path: string,
  check: CheckRequirement,
): FieldError[] {
  if (!selector) return []
  const raw: string = selector.rawSelector ?? ''
  const requirements: Dict[] = selector.requirements ?? []
  const errors: FieldError[] = []
  if (raw !== '' && requirements.length > 0) {
    const text = 'may not specified at the same time as requirements'
    errors.push(invalid(`${path}.rawSelector`, raw, text))
  }
  if (raw === '' && requirements.length === 0) {
    const text = `when ${path} is specified, requirements or rawSelector is required`
    errors.push(required(`${path}.requirements`, text))
  }
  requirements.forEach((one, at) => errors.push(...check(one, `${path}.requirements[${at}]`)))
  return errors
}

function checkField(requirement: Dict, path: string): FieldError[] {
  const errors = requirement.key ? [] : [required(`${path}.key`, 'must be specified')]
  return [...errors, ...checkValues(requirement, path)]
}

function checkLabel(requirement: Dict, path: string): FieldError[] {
  const key: string = requirement.key ?? ''
  const errors = checkValues(requirement, path)
  for (const text of qualifiedName(key)) errors.push(invalid(`${path}.key`, key, text))
  const values: string[] = requirement.values ?? []
  values.forEach((value, at) => {
    for (const text of labelValue(value)) errors.push(invalid(`${path}.values[${at}]`, value, text))
  })
  return errors
}

/** Operators that are not known are left to the authorizer: newer clients may know more. */
function checkValues({ operator, values }: Dict, path: string): FieldError[] {
  const has = values?.length > 0
  if (operator === 'In' || operator === 'NotIn') {
    const text = "must be specified when `operator` is 'In' or 'NotIn'"
    return has ? [] : [required(`${path}.values`, text)]
  }
  if (operator === 'Exists' || operator === 'DoesNotExist') {
    const text = "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
    return has ? [forbidden(`${path}.values`, text)] : []
  }
  return []
}
