// in: the kinds that run things → out: their list. Never: a rule.
import type { DefinedKind } from './define-kind.ts'

export const workloadKinds: readonly DefinedKind[] = []
