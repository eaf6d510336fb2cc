// in: the bytes of a patch → out: a function that patches documents. Never: what the documents are.
import type { ObjectType } from '@binnacle/catalogue'
import { badRequest, type KubeObject } from '@binnacle/meta'
import { jsonPatch, mergePatch, patchedText } from '@binnacle/patch'
import type { PatchKind } from './patch-kinds.ts'
import type { PatchResult } from './patch-result.ts'
import type { FieldValidation } from './write-options.ts'

export type Patcher = (document: KubeObject, type: ObjectType) => PatchResult

export function readPatch(
  bytes: Uint8Array,
  kind: Exclude<PatchKind, 'apply'>,
  validation: FieldValidation,
): Patcher {
  const patch = parse(bytes)
  const strict = validation !== 'Ignore'
  return (document, type) => {
    void type
    const patched = kind === 'json' ? jsonPatch(document, patch, strict) : mergePatch(document, patch, strict)
    return {
      document: patched.document,
      shown: () => patchedText(patched),
      strictErrors: patched.strictErrors,
    }
  }
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString())
  } catch {
    throw badRequest('invalid JSON patch')
  }
}

export interface Configuration {
  readonly object: KubeObject
  readonly warnings: readonly string[]
  refuseStrict(validation: FieldValidation): void
}

export function readApply(bytes: Uint8Array): Configuration {
  return { object: parse(bytes) as KubeObject, warnings: [], refuseStrict: () => undefined }
}
