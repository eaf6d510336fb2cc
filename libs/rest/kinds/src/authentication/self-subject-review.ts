// in: nothing → out: what the API says of a SelfSubjectReview: who asks. Never: a credential.
import { formatTime } from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import { userInfo } from './user-info.ts'

export const selfSubjectReview = defineKind('authentication.k8s.io', 'selfsubjectreviews', {
  async serveCreate(object, _request, { user, now }) {
    return {
      kind: object.kind,
      apiVersion: object.apiVersion,
      metadata: { creationTimestamp: formatTime(now) },
      status: { userInfo: userInfo(user) },
    }
  },
})
