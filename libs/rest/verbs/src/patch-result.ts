// in: a patched document → out: the draft in the storage version, or the 422 that names the patch. Never: patching.
import { type ApiError, formatApiVersion, invalid, invalidError, type KubeObject } from '@binnacle/meta'
import { DecodeError, decodeTyped } from '@binnacle/schema'
import { type DecodeTarget, decodeCustom } from './body.ts'
import type { FieldValidation } from './write-options.ts'

export interface PatchResult {
  /** The whole document after the patch; may be changed. */
  readonly document: unknown
  /** Its text, or the patch's, as the refusal shows it. */
  readonly shown: () => string
  readonly strictErrors: readonly string[]
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
    const found: string[] | undefined = validation === 'Ignore' ? undefined : []
    object = target.custom
      ? decodeCustom(document, target, found)
      : (decodeTyped(document, target.type, found) as KubeObject)
    strict.push(...(found ?? []))
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

function refuseOtherKind(document: KubeObject, target: DecodeTarget): void {
  const apiVersion = formatApiVersion(target)
  if (document?.apiVersion === apiVersion && document.kind === target.kind) return
  const named = `${document?.apiVersion ?? ''}, Kind=${document?.kind ?? ''}`
  throw new DecodeError(`unable to decode ${named} into ${apiVersion}, Kind=${target.kind}`)
}
