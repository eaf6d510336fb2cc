// in: a patched document → out: the draft in the storage version, or the 422 that names the patch. Never: patching.
import type { ResourceDef } from '@binnacle/catalogue'
import {
  decodeDocument,
  internalName,
  interpretKind,
  isRegistered,
  SyntaxFault,
} from '@binnacle/codec'
import {
  type ApiError,
  type FieldError,
  formatApiVersion,
  type GroupVersionKind,
  goQuote,
  internalError,
  invalid,
  invalidError,
  type KubeObject,
  parseApiVersion,
} from '@binnacle/meta'
import type { RestoreProblems } from '@binnacle/patch'
import { DecodeError, decodeTyped, plainNumbers } from '@binnacle/schema'
import type { DecodeTarget } from './body.ts'
import { pruneUnknown } from './custom-fields.ts'
import type { FieldValidation } from './write-options.ts'

export interface PatchResult {
  /** The whole document after the patch; may be changed. */
  readonly document: unknown
  /** Its text, or the patch's, as the refusal shows it. */
  readonly shown: () => string
  readonly strictErrors: readonly string[]
  /** The text may have members twice, which decoding it finds. */
  readonly repeats?: boolean
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
    settleKind(document, target, result.shown)
    if (result.problems?.fault !== undefined) throw new DecodeError(result.problems.fault)
    const found: string[] | undefined = validation === 'Ignore' ? undefined : []
    object = decodeAs(document, target, found)
    if (found !== undefined) strict.push(...strictErrorsOf(result, target, found))
  } catch (error) {
    if (!(error instanceof DecodeError) && !(error instanceof SyntaxFault)) throw error
    throw refused(result.shown(), wordsFor(result, error.message))
  }
  if (strict.length > 0 && validation === 'Strict') {
    throw refused(result.shown(), `strict decoding error: ${strict.join(', ')}`)
  }
  if (validation === 'Warn') warnings.push(...strict)
  if (target.custom) refuseOtherType(object, target)
  return object
}

/** In the order of the text; of what users defined, duplicates come first. */
function strictErrorsOf(
  result: PatchResult,
  target: DecodeTarget,
  found: readonly string[],
): readonly string[] {
  if (result.problems !== undefined) return result.problems.unknown
  if (!result.repeats) return found
  const type = target.custom ? undefined : target.type
  const errors = decodeDocument(Buffer.from(result.shown()), 'json').jsonErrors(type)
  if (errors === undefined) return found
  return target.custom ? [...errors, ...found] : errors
}

function decodeAs(
  document: KubeObject,
  target: DecodeTarget,
  found: string[] | undefined,
): KubeObject {
  if (!target.custom) {
    const object = decodeTyped(document, target.type, found) as KubeObject
    object.metadata ??= {}
    return object
  }
  plainNumbers(document)
  document.metadata ??= {}
  pruneUnknown(document, target as ResourceDef, found ?? [])
  return document
}

/** A custom resource is what it says, and is refused for it. */
function refuseOtherType(object: KubeObject, target: DecodeTarget): void {
  if (!object.apiVersion) {
    throw internalError("Object 'apiVersion' is missing in 'object has no apiVersion field'")
  }
  const errors: FieldError[] = []
  const wanted = formatApiVersion(target)
  if (object.kind !== target.kind)
    errors.push(invalid('kind', object.kind, `must be ${target.kind}`))
  if (object.apiVersion !== wanted) {
    errors.push(invalid('apiVersion', object.apiVersion, `must be ${wanted}`))
  }
  if (errors.length === 0) return
  const { group } = parseApiVersion(object.apiVersion ?? '')
  throw invalidError({ group, kind: object.kind ?? '' }, object.metadata.name ?? '', errors)
}

/** Bytes of a strategic merge are decoded by themselves, and say so. */
function wordsFor({ problems }: PatchResult, message: string): string {
  const own = problems !== undefined && message.startsWith('illegal base64')
  return own ? `error decoding from json: ${message}` : message
}

/** What the document does not say is taken from the resource, unless users defined it. */
function settleKind(document: KubeObject, target: DecodeTarget, shown: () => string): void {
  const actual = interpretKind(document, target)
  const { group, version, kind } = target
  if (actual.group !== group || actual.version !== version || actual.kind !== kind) {
    refuseKind(actual, target)
  }
  if (target.custom) {
    if (!document.kind) throw new DecodeError(`Object 'Kind' is missing in '${shown()}'`)
    return
  }
  document.apiVersion = formatApiVersion(target)
  document.kind = kind
}

function refuseKind(actual: GroupVersionKind, target: DecodeTarget): void {
  if (target.custom) return
  if (!isRegistered(actual)) {
    throw new DecodeError(
      `no kind ${goQuote(actual.kind)} is registered for version ${goQuote(formatApiVersion(actual))} in scheme "pkg/runtime/scheme.go:111"`,
    )
  }
  if (internalName(actual) === internalName(target)) return
  throw new DecodeError(
    `converting (${actual.version}.${actual.kind}) to (${internalName(target)}): unknown conversion`,
  )
}
