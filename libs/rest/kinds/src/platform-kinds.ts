// in: the kinds around the running things → out: their list. Never: a rule.
import type { DefinedKind } from './define-kind.ts'

export const platformKinds: readonly DefinedKind[] = []
