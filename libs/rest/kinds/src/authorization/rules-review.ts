// in: nothing → out: what the API says of a SelfSubjectRulesReview: all that the caller may do.
import { aggregateText, badRequest, type Dict } from '@binnacle/meta'
import { defineKind } from '../define-kind.ts'

export const selfSubjectRulesReview = defineKind(
  'authorization.k8s.io',
  'selfsubjectrulesreviews',
  {
    async serveCreate(object, _request, { user, surroundings }) {
      const namespace: string = object.spec?.namespace ?? ''
      if (namespace === '') throw badRequest('no namespace on request')
      const { rules, incomplete, errors } = await surroundings.access.rulesFor(user, namespace)
      const resourceRules = rules
        .filter(({ resources = [] }) => resources.length > 0)
        .map(({ verbs, apiGroups, resources, resourceNames }) => {
          const rule: Dict = { verbs, apiGroups, resources }
          if (apiGroups === undefined || apiGroups.length === 0) delete rule.apiGroups
          if (resourceNames && resourceNames.length > 0) rule.resourceNames = resourceNames
          return rule
        })
      const nonResourceRules = rules
        .filter(({ nonResourceURLs = [] }) => nonResourceURLs.length > 0)
        .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs }))
      const status: Dict = { resourceRules, nonResourceRules, incomplete }
      if (errors.length > 0) status.evaluationError = aggregateText(errors)
      const { kind, apiVersion } = object
      return { kind, apiVersion, metadata: {}, spec: {}, status }
    },
  },
)
