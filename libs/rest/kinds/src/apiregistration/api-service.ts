// in: nothing → out: what the API says of an APIService beyond the catalogue. Never: calling the service.
import {
  type Dict,
  dns1035Label,
  dns1123Subdomain,
  type FieldError,
  formatTime,
  goQuote,
  invalid,
  type KubeObject,
  notSupported,
  objectMetaChangeErrors,
  pathSegmentName,
  portNumber,
  required,
} from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import type { WriteContext } from '../kind.ts'
import { ageColumn, nameColumn, textColumn } from '../parts/columns.ts'
import { decodedLength } from '../parts/decoded-length.ts'
import { listOf, textErrors } from '../parts/field-checks.ts'
import { keepPart, keepSpec, keepStatus } from '../parts/keep-parts.ts'
import { metadataAgain } from '../parts/metadata-again.ts'
import { statusResetFields } from '../parts/status-part.ts'

function nameErrors({ metadata, spec }: KubeObject): FieldError[] {
  const wanted = `${spec?.version ?? ''}.${spec?.group ?? ''}`
  const textsOf = (name: string): string[] => {
    const texts = pathSegmentName(name)
    if (texts.length > 0 || name === wanted) return texts
    return [`must be \`spec.version+"."+spec.group\`: ${goQuote(wanted)}`]
  }
  const { name = '', generateName } = metadata
  const prefixTexts = generateName ? textsOf(generateName) : []
  return [
    ...prefixTexts.map((text) => invalid('metadata.generateName', generateName, text)),
    ...textsOf(name).map((text) => invalid('metadata.name', name, text)),
  ]
}

function checkService(errors: FieldError[], spec: Dict): void {
  const skips = spec.insecureSkipTLSVerify === true
  const bundle: string = spec.caBundle ?? ''
  if (!spec.service) {
    if (bundle !== '') {
      const shown = `${decodedLength(bundle)} bytes`
      errors.push(invalid('spec.caBundle', shown, 'local APIServices may not have a caBundle'))
    }
    if (skips) {
      const text = 'local APIServices may not have insecureSkipTLSVerify'
      errors.push(invalid('spec.insecureSkipTLSVerify', true, text))
    }
    return
  }
  const { namespace, name, port = 0 } = spec.service
  if (!namespace) errors.push(required('spec.service.namespace'))
  if (!name) errors.push(required('spec.service.name'))
  const texts = portNumber(port)
  if (texts.length > 0) {
    errors.push(invalid('spec.service.port', port, `port is not valid: ${texts.join(', ')}`))
  }
  if (skips && bundle !== '') {
    const text = 'may not be true if caBundle is present'
    errors.push(invalid('spec.insecureSkipTLSVerify', true, text))
  }
}

function check(object: KubeObject): FieldError[] {
  const errors = nameErrors(object)
  const spec: Dict = object.spec ?? {}
  const group: string = spec.group ?? ''
  const version: string = spec.version ?? ''
  if (group === '' && version !== 'v1') {
    const text = 'only v1 may have an empty group and it better be legacy kube'
    errors.push(required('spec.group', text))
  }
  if (group !== '') textErrors(errors, 'spec.group', group, dns1123Subdomain(group))
  textErrors(errors, 'spec.version', version, dns1035Label(version))
  for (const [field, max] of [
    ['groupPriorityMinimum', 20000],
    ['versionPriority', 1000],
  ] as const) {
    const value: number = spec[field] ?? 0
    if (value > 0 && value <= max) continue
    errors.push(invalid(`spec.${field}`, value, `must be positive and less than ${max}`))
  }
  checkService(errors, spec)
  return errors
}

function checkStatus(object: KubeObject): FieldError[] {
  const words = ['True', 'False', 'Unknown']
  return listOf(object.status?.conditions).flatMap(({ status = '' }, index) =>
    words.includes(status)
      ? []
      : [notSupported(`status.conditions[${index}].status`, status, words)],
  )
}

/** What the server itself serves is there at once. */
function prepare(object: KubeObject, { now }: WriteContext): void {
  object.status = {}
  if (object.spec?.service) return
  object.status.conditions = [
    {
      type: 'Available',
      status: 'True',
      lastTransitionTime: formatTime(now),
      reason: 'Local',
      message: 'Local APIServices are always available',
    },
  ]
}

function available(object: KubeObject): string {
  const found = listOf(object.status?.conditions).find((one) => one.type === 'Available')
  if (found === undefined) return 'Unknown'
  if (found.status === 'True' || !found.reason) return found.status
  return `${found.status} (${found.reason})`
}

function service(object: KubeObject): string {
  const found: Dict | undefined = object.spec?.service
  return found ? `${found.namespace ?? ''}/${found.name ?? ''}` : 'Local'
}

export const apiService = defineKind('apiregistration.k8s.io', 'apiservices', {
  defaults: (object) => {
    object.status ??= {}
    if (object.spec?.service) object.spec.service.port ??= 443
  },
  // The whole rule needs the spec: see the check.
  nameRule: () => [],
  prepare,
  prepareChange: keepStatus,
  check,
  checkChange: (object, was, context) => [
    ...metadataAgain(object, context, () => []),
    ...objectMetaChangeErrors(object.metadata, was.metadata),
    ...check(object),
  ],
  unconditionalUpdate: false,
  columns: [
    nameColumn,
    textColumn('Service', 'The reference to the service that hosts this API endpoint.', service),
    textColumn('Available', 'Whether this service is available.', available),
    ageColumn,
  ],
  resetFields: statusResetFields,
  subresources: {
    status: {
      writes: 'part',
      prepareChange: (object, was) => {
        keepSpec(object, was)
        for (const field of ['labels', 'annotations', 'finalizers', 'ownerReferences']) {
          keepPart(object.metadata, was.metadata, field)
        }
      },
      checkChange: checkStatus,
    },
  },
})
