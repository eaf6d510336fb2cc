// in: the kinds by which users extend the API → out: their list. Never: a rule.
import { customResourceDefinition } from './apiextensions/custom-resource-definition.ts'
import type { DefinedKind } from './define-kind.ts'

export const extensionKinds: readonly DefinedKind[] = [customResourceDefinition]
