// in: the query of a list, watch or deletecollection → out: ListOptions, checked. Never: reading objects.
import type { ResourceRequest } from '@binnacle/exchange'
import { kindOf } from '@binnacle/kinds'
import {
  badRequest,
  type FieldError,
  type FieldSelector,
  forbidden,
  goQuote,
  invalidError,
  type LabelSelector,
  notSupported,
  parseFieldSelector,
  parseLabelSelector,
} from '@binnacle/meta'
import { queryBoolean, queryInteger, queryText } from './query-values.ts'

export interface ListOptions {
  readonly labels: LabelSelector | undefined
  readonly fields: FieldSelector | undefined
  readonly watch: boolean
  readonly allowBookmarks: boolean
  readonly resourceVersion: string
  readonly match: 'Exact' | 'NotOlderThan' | undefined
  readonly limit: number
  readonly continue: string
  readonly timeoutSeconds: number | undefined
  readonly sendInitialEvents: boolean | undefined
}

const bothMatches = ['Exact', 'NotOlderThan', '']

interface Sent {
  readonly match: string
  readonly resourceVersion: string
  readonly continue: string
  readonly sendInitialEvents: boolean | undefined
}

function listErrors({
  match,
  resourceVersion,
  continue: token,
  sendInitialEvents,
}: Sent): FieldError[] {
  const field = 'resourceVersionMatch'
  const errors: FieldError[] = []
  if (match !== '') {
    if (resourceVersion === '') {
      errors.push(forbidden(field, `${field} is forbidden unless resourceVersion is provided`))
    }
    if (token !== '') {
      errors.push(forbidden(field, `${field} is forbidden when continue is provided`))
    }
    if (match !== 'Exact' && match !== 'NotOlderThan') {
      errors.push(notSupported(field, match, bothMatches))
    }
    if (match === 'Exact' && resourceVersion === '0') {
      errors.push(forbidden(field, `${field} "exact" is forbidden for resourceVersion "0"`))
    }
  }
  if (sendInitialEvents !== undefined) {
    errors.push(forbidden('sendInitialEvents', 'sendInitialEvents is forbidden for list'))
  }
  return errors
}

function watchErrors({ match, continue: token, sendInitialEvents }: Sent): FieldError[] {
  const field = 'resourceVersionMatch'
  const errors: FieldError[] = []
  if (sendInitialEvents !== undefined && match !== 'NotOlderThan') {
    errors.push(forbidden(field, `sendInitialEvents requires setting ${field} to NotOlderThan`))
  }
  if (match === '') return errors
  if (sendInitialEvents === undefined) {
    const text = `${field} is forbidden for watch unless sendInitialEvents is provided`
    errors.push(forbidden(field, text))
  }
  if (match !== 'NotOlderThan') errors.push(notSupported(field, match, ['NotOlderThan']))
  if (token !== '') errors.push(forbidden(field, `${field} is forbidden when continue is provided`))
  return errors
}

function readSelector<T>(text: string, parse: (text: string) => T): T | undefined {
  if (text === '') return undefined
  try {
    return parse(text)
  } catch (error) {
    throw badRequest((error as Error).message)
  }
}

/** Only the fields that the kind knows may be named. */
function refuseUnknownFields(request: ResourceRequest, selector: FieldSelector | undefined): void {
  const { def } = request.target
  const kind = kindOf(def)
  const known = ['metadata.name', ...(kind.selectableFields ?? [])]
  if (def.namespaced || !def.custom) known.push('metadata.namespace')
  for (const { field } of selector?.requirements ?? []) {
    if (known.includes(field)) continue
    const own = kind.selectableFields !== undefined || def.custom !== undefined
    const text = own ? `field label not supported: ${field}` : notKnown(field)
    throw badRequest(kind.unknownFieldText?.(field, def) ?? text)
  }
}

function notKnown(field: string): string {
  return `${goQuote(field)} is not a known field selector: only "metadata.name", "metadata.namespace"`
}

/** `GET …/watch/…/NAME` and lists of one name become a selector. */
function withName(fields: FieldSelector | undefined, name: string): FieldSelector | undefined {
  if (name === '') return fields
  if (fields === undefined || fields.requirements.length === 0) {
    return { requirements: [{ field: 'metadata.name', operator: '=', value: name }] }
  }
  const selected = fields.requirements.find((each) => each.field === 'metadata.name')
  if (selected?.operator === '=' && selected.value === name) return fields
  throw badRequest("fieldSelector metadata.name doesn't match requested name")
}

export function readListOptions(request: ResourceRequest, forceWatch = false): ListOptions {
  const { query, info } = request
  // Numbers are read before what selectors say is looked at.
  const timeoutSeconds = queryInteger(query, 'timeoutSeconds')
  const limit = queryInteger(query, 'limit') ?? 0
  const labels = readSelector(queryText(query, 'labelSelector'), parseLabelSelector)
  const sentFields = readSelector(queryText(query, 'fieldSelector'), parseFieldSelector)
  const watch = forceWatch || (queryBoolean(query, 'watch') ?? false)
  const sent = {
    match: queryText(query, 'resourceVersionMatch'),
    resourceVersion: queryText(query, 'resourceVersion'),
    continue: queryText(query, 'continue'),
    sendInitialEvents: queryBoolean(query, 'sendInitialEvents'),
  }
  const settled = watch ? withInitialEvents(sent) : sent
  const errors = watch ? watchErrors(settled) : listErrors(settled)
  if (errors.length > 0)
    throw invalidError({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', errors)
  refuseUnknownFields(request, sentFields)
  return {
    labels,
    fields: withName(sentFields, info.name),
    watch,
    allowBookmarks: queryBoolean(query, 'allowWatchBookmarks') ?? false,
    resourceVersion: sent.resourceVersion,
    match: settled.match === '' ? undefined : (settled.match as 'Exact' | 'NotOlderThan'),
    limit,
    continue: sent.continue,
    timeoutSeconds,
    sendInitialEvents: settled.sendInitialEvents,
  }
}

/** A watch from nowhere or from 0 behaves as one that asks for the initial events. */
function withInitialEvents(sent: Sent): Sent {
  if (sent.sendInitialEvents !== undefined || sent.match !== '') return sent
  if (sent.resourceVersion !== '' && sent.resourceVersion !== '0') return sent
  return { ...sent, sendInitialEvents: true, match: 'NotOlderThan' }
}
