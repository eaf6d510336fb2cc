// in: nothing → out: what the API says of a TokenReview: whose a token is. Never: a token in a log.
import { aggregateText, badRequest } from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'
import { userInfo } from './user-info.ts'

const unknownToken = 'invalid bearer token'

export const tokenReview = defineKind('authentication.k8s.io', 'tokenreviews', {
  async serveCreate(object, _request, { surroundings }) {
    const token: string = object.spec?.token ?? ''
    if (token === '') throw badRequest('token is required for TokenReview in authentication')
    const asked: string[] = object.spec?.audiences ?? []
    const audiences = asked.length > 0 ? asked : surroundings.settings.apiAudiences
    const review = await surroundings.access.reviewToken(token, audiences)
    if (review.user) {
      object.status = {
        ...object.status,
        authenticated: true,
        user: userInfo(review.user),
        audiences: [...review.audiences],
      }
    } else {
      // The server's own token for calls to itself is tried first, and that it did not fit is said too.
      const error = aggregateText([unknownToken, ...review.errors])
      const { authenticated: _, ...sent } = object.status ?? {}
      object.status = { user: {}, ...sent, error }
    }
    return object
  },
})
