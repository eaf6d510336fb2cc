// in: nothing → out: what the API says of the three reviews that ask about one access.
import type { User } from '@binnacle/exchange'
import {
  badRequest,
  type Dict,
  type FieldError,
  invalid,
  invalidError,
  type KubeObject,
} from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import type { WriteContext } from '../kind.ts'
import { questionOfSpec } from './access-question.ts'
import { checkAttributes, checkMetadata, goPath } from './access-review-checks.ts'

const group = 'authorization.k8s.io'

/** The reference names no kind in these refusals. */
function refuse(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw invalidError({ group, kind: '' }, '', errors)
}

async function answer(
  object: KubeObject,
  user: User,
  { surroundings }: WriteContext,
): Promise<KubeObject> {
  const { question, ignored } = questionOfSpec(object.spec, user)
  const { decision, reason, error } = await surroundings.authorize(question)
  const status: Dict = { allowed: decision === 'allow' }
  if (decision === 'deny') status.denied = true
  if (reason !== '') status.reason = reason
  const evaluationError = [...(error === undefined ? [] : [error]), ...ignored].join('; ')
  if (evaluationError !== '') status.evaluationError = evaluationError
  object.status = status
  return object
}

function userOfSpec(spec: Dict): User {
  return {
    name: spec.user ?? '',
    uid: spec.uid ?? '',
    groups: spec.groups ?? [],
    extra: spec.extra ?? {},
  }
}

export const subjectAccessReview = defineKind(group, 'subjectaccessreviews', {
  async serveCreate(object, _request, context) {
    object.spec ??= {}
    refuse([...checkAttributes(object.spec, true), ...checkMetadata(object, false)])
    return answer(object, userOfSpec(object.spec), context)
  },
})

export const selfSubjectAccessReview = defineKind(group, 'selfsubjectaccessreviews', {
  async serveCreate(object, _request, context) {
    object.spec ??= {}
    refuse([...checkAttributes(object.spec, false), ...checkMetadata(object, false)])
    return answer(object, context.user, context)
  },
})

export const localSubjectAccessReview = defineKind(group, 'localsubjectaccessreviews', {
  async serveCreate(object, _request, context) {
    object.spec ??= {}
    const { spec, metadata } = object
    const errors = [...checkAttributes(spec, true), ...checkMetadata(object, true)]
    const namespace: string = spec.resourceAttributes?.namespace ?? ''
    if (spec.resourceAttributes && namespace !== (metadata.namespace ?? '')) {
      const at = 'spec.resourceAttributes.namespace'
      errors.push(invalid(at, namespace, 'must match metadata.namespace'))
    }
    if (spec.nonResourceAttributes) {
      const value = goPath(spec.nonResourceAttributes)
      const text = 'disallowed on this kind of request'
      errors.push(invalid('spec.nonResourceAttributes', value, text))
    }
    refuse(errors)
    if (context.namespace !== metadata.namespace) {
      const text = 'spec.resourceAttributes.namespace must match namespace: '
      throw badRequest(`${text}${context.namespace}`)
    }
    return answer(object, userOfSpec(spec), context)
  },
})
