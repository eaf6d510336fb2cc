// in: a patched document → out: the draft in the storage version, or the 422 that names the patch. Never: patching.
import type { ResourceDef } from '@binnacle/catalogue'
import { type ApiError, formatApiVersion, invalid, invalidError, type KubeObject } from '@binnacle/meta'
import type { RestoreProblems } from '@binnacle/patch'
import { DecodeError, decodeTyped } from '@binnacle/schema'
import type { DecodeTarget } from './body.ts'
import { pruneUnknown } from './custom-fields.ts'
import type { FieldValidation } from './write-options.ts'

export interface PatchResult {
  /** The whole document after the patch; may be changed. */
  readonly document: unknown
  /** Its text, or the patch's, as the refusal shows it. */
  readonly shown: () => string
  readonly strictErrors: readonly string[]
  /** Of a strategic merge: what is found wrong in place of what decoding finds. */
  readonly problems?: RestoreProblems
}

function refused(shown: string, detail: string): ApiError {
  return invalidError({ group: '', kind: '' }, '', [invalid('patch', shown, detail)])
}

/** In the version of the request; warnings are added. */
export function decodePatched(
  result: PatchResult,
  target: DecodeTarget,
  validation: FieldValidation,
  warnings: string[],
): KubeObject {
  const strict: string[] = [...result.strictErrors]
  const document = result.document as KubeObject
  let object: KubeObject
  try {
    refuseOtherKind(document, target)
    if (result.problems?.fault !== undefined) throw new DecodeError(result.problems.fault)
    const found: string[] | undefined = validation === 'Ignore' ? undefined : []
    object = decodeAs(document, target, found)
    if (found !== undefined) strict.push(...(result.problems?.unknown ?? found))
  } catch (error) {
    if (error instanceof DecodeError) throw refused(result.shown(), error.message)
    throw error
  }
  if (strict.length > 0 && validation === 'Strict') {
    throw refused(result.shown(), `strict decoding error: ${strict.join(', ')}`)
  }
  if (validation === 'Warn') warnings.push(...strict)
  return object
}

function decodeAs(document: KubeObject, target: DecodeTarget, found: string[] | undefined): KubeObject {
  if (!target.custom) {
    const object = decodeTyped(document, target.type, found) as KubeObject
    object.metadata ??= {}
    return object
  }
  document.metadata ??= {}
  pruneUnknown(document, target as ResourceDef, found ?? [])
  return document
}

function refuseOtherKind(document: KubeObject, target: DecodeTarget): void {
  const apiVersion = formatApiVersion(target)
  if (document?.apiVersion === apiVersion && document.kind === target.kind) return
  const named = `${document?.apiVersion ?? ''}, Kind=${document?.kind ?? ''}`
  throw new DecodeError(`unable to decode ${named} into ${apiVersion}, Kind=${target.kind}`)
}
