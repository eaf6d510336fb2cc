// in: the kinds that answer who somebody is and what he may → out: their list. Never: a rule.
import { selfSubjectReview } from './authentication/self-subject-review.ts'
import { tokenReview } from './authentication/token-review.ts'
import {
  localSubjectAccessReview,
  selfSubjectAccessReview,
  subjectAccessReview,
} from './authorization/access-reviews.ts'
import { selfSubjectRulesReview } from './authorization/rules-review.ts'
import type { DefinedKind } from './define-kind.ts'

export const accessKinds: readonly DefinedKind[] = [
  tokenReview,
  selfSubjectReview,
  subjectAccessReview,
  selfSubjectAccessReview,
  localSubjectAccessReview,
  selfSubjectRulesReview,
]
