// in: nothing → out: what the API says of an IngressClass beyond the catalogue.
import {
  type Dict,
  dns1123Label,
  dns1123Subdomain,
  domainPrefixedPath,
  type FieldError,
  forbidden,
  invalid,
  type KubeObject,
  notSupported,
  pathSegmentName,
  required,
  tooLong,
} from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import type { WriteContext } from '../kind.ts'
import { byteLength } from '../parts/bytes.ts'
import { ageColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { declaredRequired } from '../parts/declared-checks.ts'
import { textErrors } from '../parts/field-checks.ts'
import { metadataAgain } from '../parts/metadata-again.ts'
import { countWhenChanged, startGeneration } from '../parts/spec-generation.ts'

const controllerMax = 250

function checkScope(errors: FieldError[], path: string, { scope, namespace }: Dict): void {
  if (scope === undefined) {
    errors.push(required(`${path}.scope`))
  } else if (scope === 'Namespace') {
    if (namespace === undefined) {
      errors.push(required(`${path}.namespace`, "`parameters.scope` is set to 'Namespace'"))
    } else textErrors(errors, `${path}.namespace`, namespace, dns1123Label(namespace))
  } else if (scope === 'Cluster') {
    if (namespace !== undefined) {
      errors.push(forbidden(`${path}.namespace`, "`parameters.scope` is set to 'Cluster'"))
    }
  } else errors.push(notSupported(`${path}.scope`, scope, ['Cluster', 'Namespace']))
}

function check(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  const controller: string = object.spec?.controller ?? ''
  const path = 'spec.parameters'
  if (byteLength(controller) > controllerMax) errors.push(tooLong('spec.controller', controllerMax))
  errors.push(...domainPrefixedPath('spec.controller', controller))
  const parameters: Dict | undefined = object.spec?.parameters
  if (!parameters) return errors
  const { apiGroup, kind, name } = parameters
  if (apiGroup !== undefined) {
    textErrors(errors, `${path}.apiGroup`, apiGroup, dns1123Subdomain(apiGroup))
  }
  if (kind) textErrors(errors, `${path}.kind`, kind, pathSegmentName(kind))
  if (name) textErrors(errors, `${path}.name`, name, pathSegmentName(name))
  checkScope(errors, path, parameters)
  errors.push(...declaredRequired(`${path}.kind`, kind), ...declaredRequired(`${path}.name`, name))
  return errors
}

function checkChange(object: KubeObject, was: KubeObject, context: WriteContext): FieldError[] {
  const errors: FieldError[] = []
  const controller = object.spec?.controller ?? ''
  if (controller !== (was.spec?.controller ?? '')) {
    errors.push(invalid('spec.controller', controller, 'field is immutable'))
  }
  return [...errors, ...metadataAgain(object, context), ...check(object)]
}

function parameters(object: KubeObject): string {
  const found: Dict | undefined = object.spec?.parameters
  if (!found) return '<none>'
  const kind = found.apiGroup === undefined ? found.kind : `${found.kind}.${found.apiGroup}`
  return `${kind}/${found.name}`
}

function isDefault(object: KubeObject): boolean {
  return object.metadata.annotations?.['ingressclass.kubernetes.io/is-default-class'] === 'true'
}

export const ingressClass = defineKind('networking.k8s.io', 'ingressclasses', {
  defaults: (object) => {
    const found = object.spec?.parameters
    if (found) found.scope ??= 'Cluster'
  },
  hasGeneration: true,
  prepare: startGeneration,
  prepareChange: (object, was) => countWhenChanged(object, was),
  check,
  checkChange,
  columns: [
    {
      ...nameColumn,
      value: (object) => `${object.metadata.name}${isDefault(object) ? ' (default)' : ''}`,
    },
    textColumn(
      'Controller',
      'Controller that is responsible for handling this class',
      (object) => object.spec?.controller ?? '',
    ),
    textColumn('Parameters', 'A reference to a resource with additional parameters', parameters),
    ageColumn,
  ],
})
