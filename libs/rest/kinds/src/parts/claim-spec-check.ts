// in: the spec of a PersistentVolumeClaim → out: what is wrong with it. Never: what may change.
import {
  type Dict,
  dns1123Label,
  dns1123Subdomain,
  type FieldError,
  forbidden,
  invalid,
  labelSelectorErrors,
  nameIsSubdomain,
  notSupported,
  required,
} from '@binnacle/meta'
import { amount, showQuantity } from './amount.ts'
import { requireText, textErrors, wordIfAny } from './field-checks.ts'
import { checkQuantity } from './resource-checks.ts'

export interface ClaimRules {
  readonly allowInvalidSelectorValues?: boolean
  readonly allowInvalidSourceGroup?: boolean
}

const modes = ['ReadOnlyMany', 'ReadWriteMany', 'ReadWriteOnce', 'ReadWriteOncePod']

function checkModes(errors: FieldError[], path: string, list: readonly string[]): void {
  for (const mode of list) {
    if (!modes.includes(mode)) errors.push(notSupported(path, mode, modes))
  }
  const single = list.includes('ReadWriteOncePod')
  const others = list.some((mode) => mode !== 'ReadWriteOncePod' && modes.includes(mode))
  if (single && others) {
    errors.push(forbidden(path, 'may not use ReadWriteOncePod with other access modes'))
  }
}

function checkStorage(errors: FieldError[], path: string, requests: Dict | undefined): void {
  const at = `${path}.resources[storage]`
  if (requests === undefined || !Object.hasOwn(requests, 'storage')) {
    errors.push(required(at))
    return
  }
  const { storage } = requests
  if (amount(storage) <= 0n) {
    errors.push(invalid(at, showQuantity(storage), 'must be greater than zero'))
  } else checkQuantity(errors, at, 'storage', storage)
}

function checkSource(errors: FieldError[], path: string, source: Dict, rules: ClaimRules): void {
  requireText(errors, `${path}.name`, source.name)
  requireText(errors, `${path}.kind`, source.kind)
  const group: string = source.apiGroup ?? ''
  if (group === '' && source.kind !== 'PersistentVolumeClaim') {
    const text = "must be 'PersistentVolumeClaim' when referencing the default apiGroup"
    errors.push(invalid(path, source.kind ?? '', text))
  }
  if (group !== '' && !rules.allowInvalidSourceGroup) {
    textErrors(errors, `${path}.apiGroup`, group, dns1123Subdomain(group))
  }
}

function checkSources(errors: FieldError[], path: string, spec: Dict, rules: ClaimRules): void {
  const { dataSource, dataSourceRef } = spec
  if (dataSource) checkSource(errors, `${path}.dataSource`, dataSource, rules)
  if (dataSourceRef) {
    checkSource(errors, `${path}.dataSourceRef`, dataSourceRef, rules)
    const space: string = dataSourceRef.namespace ?? ''
    if (space !== '')
      textErrors(errors, `${path}.dataSourceRef.namespace`, space, dns1123Label(space))
  }
  if (!dataSource || !dataSourceRef) return
  // The reference shows the path of the other field, which has no visible members, as the value.
  if (dataSourceRef.namespace) {
    const text = 'may not be specified when dataSourceRef.namespace is specified'
    errors.push(invalid(path, {}, text))
    return
  }
  const same = ['apiGroup', 'kind', 'name'].every(
    (name) => (dataSource[name] ?? '') === (dataSourceRef[name] ?? ''),
  )
  if (!same) errors.push(invalid(path, {}, 'must match dataSourceRef'))
}

export function checkClaimSpec(
  errors: FieldError[],
  path: string,
  spec: Dict,
  rules: ClaimRules = {},
): void {
  const list: string[] = spec.accessModes ?? []
  if (list.length === 0) {
    errors.push(required(`${path}.accessModes`, 'at least 1 access mode is required'))
  }
  if (spec.selector) {
    const allow = { allowInvalidValues: rules.allowInvalidSelectorValues === true }
    errors.push(...labelSelectorErrors(spec.selector, `${path}.selector`, allow))
  }
  checkModes(errors, `${path}.accessModes`, list)
  checkStorage(errors, path, spec.resources?.requests)
  const storageClass = spec.storageClassName
  if (storageClass) {
    textErrors(
      errors,
      `${path}.storageClassName`,
      storageClass,
      nameIsSubdomain(storageClass, false),
    )
  }
  wordIfAny(errors, `${path}.volumeMode`, spec.volumeMode, ['Block', 'Filesystem'])
  checkSources(errors, path, spec, rules)
  const attributes = spec.volumeAttributesClassName
  if (attributes) {
    const at = `${path}.volumeAttributesClassName`
    textErrors(errors, at, attributes, nameIsSubdomain(attributes, false))
  }
}
