// in: a DeviceClass → out: what is wrong with it. Never: CEL.
import { type Dict, type FieldError, invalid, type KubeObject, qualifiedName } from '@binnacle/meta'
import { listOf, textErrors } from '../parts/field-checks.ts'
import { sameValue } from '../parts/same-value.ts'
import { checkConfig, checkList, checkSelectors } from './device-parts.ts'

const nativeDomain = 'kubernetes.io/'
const configMax = 32

function checkExtendedName(errors: FieldError[], path: string, name: string): void {
  if (!name.includes('/')) {
    const text = "a name must be a domain-prefixed path, such as 'example.com/my-prop'"
    errors.push(invalid(path, name, text))
    return
  }
  if (name.includes(nativeDomain)) {
    errors.push(invalid(path, name, `must not have "${nativeDomain}" domain`))
    return
  }
  if (name.startsWith('requests.')) {
    errors.push(invalid(path, name, 'must not start with "requests."'))
    return
  }
  textErrors(errors, path, name, qualifiedName(`requests.${name}`))
}

export function checkDeviceClass(object: KubeObject, was?: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const spec: Dict = object.spec ?? {}
  checkSelectors(errors, 'spec.selectors', spec.selectors)
  const stored = was !== undefined && sameValue(spec.config, was.spec?.config)
  checkList(errors, 'spec.config', listOf(spec.config), configMax, (one, at) => {
    checkConfig(errors, at, one, stored)
  })
  const name: string | undefined = spec.extendedResourceName
  if (name !== undefined && name !== null)
    checkExtendedName(errors, 'spec.extendedResourceName', name)
  return errors
}
