// in: checks of a status → out: the status subresource that touches neither spec nor metadata.
import type { KubeObject } from '@binnacle/meta'
import type { SubresourceRule, WriteContext } from '../kind.ts'
import { keepMetadata, keepSpec } from './keep-parts.ts'

type Part = Extract<SubresourceRule, { writes: 'part' }>

export function statusPart(
  rules: Pick<Part, 'checkChange' | 'warn'> & {
    prepareChange?(object: KubeObject, was: KubeObject, context: WriteContext): void
  } = {},
): SubresourceRule {
  return {
    writes: 'part',
    ...rules,
    prepareChange: (object, was, context) => {
      keepSpec(object, was)
      keepMetadata(object, was)
      rules.prepareChange?.(object, was, context)
    },
  }
}

/** A plain write owns no status; a write of the status owns nothing else. */
export const statusResetFields = {
  '': [['status']],
  status: [['metadata'], ['spec']],
} as const
