// in: claims of devices and their templates, new and old → out: what is wrong with them. Never: allocation.
import {
  type Dict,
  dns1123Subdomain,
  type FieldError,
  forbidden,
  invalid,
  type KubeObject,
  notSupported,
  required,
} from '@binnacle/meta'
import type { WriteContext } from '../kind.ts'
import { declaredImmutable } from '../parts/declared-checks.ts'
import { listOf, textErrors } from '../parts/field-checks.ts'
import { internalValue } from '../parts/internal-value.ts'
import { metadataAgain } from '../parts/metadata-again.ts'
import { sameValue } from '../parts/same-value.ts'
import { checkTemplateMetadata } from '../parts/template-metadata-check.ts'
import {
  checkConfig,
  checkFullName,
  checkLabel,
  checkList,
  checkSelectors,
  checkSet,
  checkToleration,
} from './device-parts.ts'

const requestsMax = 32
const subRequestsMax = 8
const adminLabel = 'resource.kubernetes.io/admin-access'
const oneOf = 'exactly one of `exactly` or `firstAvailable` is required'
const oneOfAttributes =
  'exactly one of "matchAttribute" or "distinctAttribute" is required, but multiple fields are set'

/** Of two of one name the later one is shown whole. */
const byName = { keyOf: (one: Dict): unknown => one.name ?? '', whole: true }

export type RequestNames = ReadonlyMap<string, ReadonlySet<string>>

export function requestNames(devices: Dict | undefined): RequestNames {
  return new Map(
    listOf(devices?.requests).map((one) => [
      one.name ?? '',
      new Set(listOf(one.firstAvailable).map((sub) => sub.name ?? '')),
    ]),
  )
}

export function checkRequestRef(
  errors: FieldError[],
  path: string,
  name: string,
  names: RequestNames,
): void {
  const text =
    "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'"
  const [first = '', second, ...more] = name.split('/')
  if (more.length > 0) {
    errors.push(invalid(path, name, text))
    return
  }
  checkLabel(errors, path, first)
  if (second !== undefined) checkLabel(errors, path, second)
  const subs = names.get(first)
  if (!subs || (second !== undefined && !subs.has(second))) errors.push(invalid(path, name, text))
}

function checkMode(errors: FieldError[], path: string, { allocationMode, count = 0 }: Dict): void {
  if (allocationMode === 'All') {
    const text = "must not be specified when allocationMode is 'All'"
    if (count !== 0) errors.push(invalid(`${path}.count`, count, text))
  } else if (allocationMode === 'ExactCount') {
    if (count <= 0) errors.push(invalid(`${path}.count`, count, 'must be greater than zero'))
  } else {
    errors.push(notSupported(`${path}.allocationMode`, allocationMode, ['All', 'ExactCount']))
  }
}

function checkExact(errors: FieldError[], path: string, request: Dict): void {
  const name: string | undefined = request.deviceClassName
  const at = `${path}.deviceClassName`
  if (name) textErrors(errors, at, name, dns1123Subdomain(name))
  else errors.push(required(at))
  checkSelectors(errors, `${path}.selectors`, request.selectors)
  checkMode(errors, path, request)
  listOf(request.tolerations).forEach((one, index) => {
    checkToleration(errors, `${path}.tolerations[${index}]`, one)
  })
}

function checkRequest(errors: FieldError[], path: string, request: Dict): void {
  checkLabel(errors, `${path}.name`, request.name)
  const subs = listOf(request.firstAvailable)
  if (!request.exactly && subs.length === 0) errors.push(required(path, oneOf))
  else if (request.exactly && subs.length > 0) {
    errors.push(invalid(path, null, `${oneOf}, but multiple fields are set`))
  } else if (request.exactly) checkExact(errors, `${path}.exactly`, request.exactly)
  else {
    checkSet(errors, `${path}.firstAvailable`, subs, subRequestsMax, byName, (one, at) => {
      checkLabel(errors, `${at}.name`, one.name)
      checkExact(errors, at, one)
    })
  }
}

export function checkRequestRefs(
  errors: FieldError[],
  path: string,
  one: Dict,
  names: RequestNames,
): void {
  const list = (one.requests ?? []) as string[]
  checkSet(errors, `${path}.requests`, list, requestsMax, { keyOf: (name) => name }, (name, at) => {
    checkRequestRef(errors, at, name, names)
  })
}

function checkConstraint(errors: FieldError[], path: string, one: Dict, names: RequestNames): void {
  checkRequestRefs(errors, path, one, names)
  if (typeof one.matchAttribute === 'string') {
    checkFullName(errors, `${path}.matchAttribute`, one.matchAttribute)
  } else if (typeof one.distinctAttribute === 'string') {
    checkFullName(errors, `${path}.distinctAttribute`, one.distinctAttribute)
  } else errors.push(required(path, oneOfAttributes))
}

function checkSpec(errors: FieldError[], path: string, spec: Dict): void {
  const devices: Dict = spec.devices ?? {}
  const at = `${path}.devices`
  const names = requestNames(devices)
  const requests = listOf(devices.requests)
  checkSet(errors, `${at}.requests`, requests, requestsMax, byName, (one, where) => {
    checkRequest(errors, where, one)
  })
  checkList(errors, `${at}.constraints`, listOf(devices.constraints), requestsMax, (one, where) => {
    checkConstraint(errors, where, one, names)
  })
  checkList(errors, `${at}.config`, listOf(devices.config), requestsMax, (one, where) => {
    checkRequestRefs(errors, where, one, names)
    checkConfig(errors, where, one, false)
  })
}

/** The path is a claim's, and without `exactly`, for templates too. */
function adminErrors(
  spec: Dict | undefined,
  { namespace, surroundings }: WriteContext,
): FieldError[] {
  const index = listOf(spec?.devices?.requests).findIndex(
    (one) => one.exactly?.adminAccess === true,
  )
  if (index < 0) return []
  const home = surroundings.lookUp({ group: '', resource: 'namespaces' }, '', namespace)
  if (home?.metadata.labels?.[adminLabel] === 'true') return []
  const text = `admin access to devices requires the \`${adminLabel}: true\` label on the containing namespace`
  return [forbidden(`spec.devices.requests[${index}].adminAccess`, text)]
}

export function checkClaim(object: KubeObject, context: WriteContext): FieldError[] {
  const errors = adminErrors(object.spec, context)
  checkSpec(errors, 'spec', object.spec ?? {})
  return errors
}

export function checkClaimChange(
  object: KubeObject,
  was: KubeObject,
  context: WriteContext,
): FieldError[] {
  return [...metadataAgain(object, context), ...declaredImmutable('spec', object.spec, was.spec)]
}

function templateErrors(object: KubeObject): FieldError[] {
  const errors: FieldError[] = []
  checkTemplateMetadata(errors, 'spec.metadata', object.spec?.metadata ?? {})
  checkSpec(errors, 'spec.spec', object.spec?.spec ?? {})
  return errors
}

export function checkTemplate(object: KubeObject, context: WriteContext): FieldError[] {
  return [...adminErrors(object.spec?.spec, context), ...templateErrors(object)]
}

export function checkTemplateChange(
  object: KubeObject,
  was: KubeObject,
  context: WriteContext,
): FieldError[] {
  const errors = [...metadataAgain(object, context), ...templateErrors(object)]
  if (sameValue(object.spec, was.spec)) return errors
  const shown = internalValue('ResourceClaimTemplateSpec', object.spec ?? {})
  return [...errors, invalid('spec', shown, 'field is immutable')]
}
