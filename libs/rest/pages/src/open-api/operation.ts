// in: what an operation does → out: its OpenAPI v3 record. Never: paths.
import type { Dict, GroupVersion, GroupVersionKind } from '@binnacle/meta'
import { tagOf } from './names.ts'

export const refHead = '#/components/schemas/'
export const metaName = 'io.k8s.apimachinery.pkg.apis.meta.v1.'

export interface OperationPlan {
  readonly gv: GroupVersion
  readonly id: string
  readonly description: string
  /** x-kubernetes-action; none for documents of discovery. */
  readonly action?: string
  readonly kind?: GroupVersionKind
  readonly parameters?: readonly Dict[]
  readonly body?: Dict
  readonly responses: Readonly<Record<string, Dict | undefined>>
}

const told: Readonly<Record<string, string>> = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  401: 'Unauthorized',
}

export function operation(plan: OperationPlan): Dict {
  const record: Dict = {
    tags: [tagOf(plan.gv)],
    description: plan.description,
    operationId: plan.id,
  }
  if (plan.parameters?.length) record.parameters = plan.parameters
  if (plan.body) record.requestBody = plan.body
  record.responses = {}
  for (const [code, content] of Object.entries(plan.responses)) {
    record.responses[code] = { description: told[code], ...(content ? { content } : {}) }
  }
  record.responses['401'] = { description: told['401'] }
  if (plan.action) record['x-kubernetes-action'] = plan.action
  if (plan.kind) {
    const { group, version, kind } = plan.kind
    record['x-kubernetes-group-version-kind'] = { group, version, kind }
  }
  return record
}

const plainTypes = ['application/json', 'application/yaml']
const builtinTypes = [...plainTypes, 'application/vnd.kubernetes.protobuf']
const streams = [
  'application/json;stream=watch',
  'application/vnd.kubernetes.protobuf;stream=watch',
]

export type Produces = 'custom' | 'builtin' | 'watched' | 'log'

/** The same schema in every media type of an answer. */
export function content(schema: Dict, produces: Produces): Dict {
  const types =
    produces === 'custom'
      ? plainTypes
      : produces === 'builtin'
        ? builtinTypes
        : produces === 'log'
          ? ['text/plain', ...builtinTypes]
          : [...builtinTypes, ...streams]
  return Object.fromEntries(types.map((type) => [type, { schema }]))
}

export function reference(name: string): Dict {
  return { $ref: `${refHead}${name}` }
}

export function anyBody(schema: Dict): Dict {
  return { content: { '*/*': { schema } } }
}
