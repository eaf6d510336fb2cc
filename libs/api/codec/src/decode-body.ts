// in: a body and what is expected in it → out: the object, decoded along its type. Never: defaults.
import { type ObjectType, typeOf } from '@binnacle/catalogue'
import {
  badRequest,
  type Dict,
  formatApiVersion,
  type GroupVersion,
  type GroupVersionKind,
  goQuote,
  type KubeObject,
  unsupportedMediaType,
} from '@binnacle/meta'
import { DecodeError, decodeTyped, plainNumbers } from '@binnacle/schema'
import { decodeDocument, type ParsedDocument } from './decode-document.ts'
import { interpretKind } from './interpret-kind.ts'
import { type Format, bodyFormat } from './negotiate.ts'
import { SyntaxFault } from './parse-json.ts'
import { internalName, isOlderTwin, isRegistered } from './registered-kinds.ts'
import { summary } from './summary.ts'

export type FieldValidation = 'Ignore' | 'Warn' | 'Strict'

export interface ExpectedBody {
  /** As the client sent it. */
  readonly contentType: string | undefined
  /** What the endpoint takes: its own kind, or Scale, Eviction, ... */
  readonly kind: GroupVersionKind
  /** Undefined for custom resources: the document is only parsed, `prune` may do more. */
  readonly type: ObjectType | undefined
  readonly validation: FieldValidation
  /** Warnings are added here. */
  readonly warnings: string[]
  /** Custom resources: drops what the schema does not know and names it in `strict`. */
  readonly prune?: (object: Dict, strict: string[]) => void
}

/** Throws 400 and 415 in the reference's words. */
export function decodeBody(bytes: Uint8Array, expected: ExpectedBody): KubeObject {
  const format = bodyFormat(expected.contentType)
  const { kind, type } = expected
  if (format === 'protobuf' && type === undefined) throw noProtobuf()
  try {
    const document = readDocument(bytes, format)
    const value = document.value ?? {}
    const actual = interpretKind(value, kind)
    const cannot = (message: string) => cannotBeHandled(actual, kind, message)
    try {
      const strict = [...document.yamlDuplicates]
      const object = decodeAs(value as Dict, actual, expected, strict)
      const both = expected.validation === 'Ignore' ? undefined : document.jsonErrors(type)
      // A text alone does not say what a custom resource lacks: that is known from pruning.
      const all = both && type === undefined ? [...both, ...strict] : (both ?? strict)
      report(all, document.yamlDuplicates.length, expected, cannot)
      return object
    } catch (error) {
      if (error instanceof DecodeError) throw cannot(error.message)
      throw error
    }
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error
    throw badRequest(
      `the object provided is unrecognized (must be of type ${kind.kind}): ${error.message} (${summary(bytes)})`,
    )
  }
}

/** Custom resources have no numbers for their fields. */
function noProtobuf() {
  return unsupportedMediaType(
    'the body of the request was in an unknown format - accepted media types include: application/json, application/yaml',
  )
}

/** The reference meets broken JSON while it looks for the kind. */
function readDocument(bytes: Uint8Array, format: Format): ParsedDocument {
  try {
    return decodeDocument(bytes, format)
  } catch (error) {
    if (!(error instanceof SyntaxFault) || format !== 'json') throw error
    throw new SyntaxFault(`couldn't get version/kind; json parse error: ${error.message}`)
  }
}

function decodeAs(
  value: Dict,
  actual: GroupVersionKind,
  { kind, type, prune }: ExpectedBody,
  strict: string[],
): KubeObject {
  const fits = sameVersion(actual, kind) || (isOlderTwin(actual) && actual.group === kind.group)
  const same = actual.kind === kind.kind && fits
  if (type === undefined) return decodeCustom(value, actual, kind, () => prune?.(value, strict))
  if (!same) refuseKind(value, actual, kind)
  const object = decodeTyped(value, type, strict) as KubeObject
  object.kind = kind.kind
  object.apiVersion = formatApiVersion(kind)
  return object
}

function sameVersion(a: GroupVersion, b: GroupVersion): boolean {
  return a.group === b.group && a.version === b.version
}

function decodeCustom(
  value: Dict,
  actual: GroupVersionKind,
  kind: GroupVersionKind,
  prune: () => void,
): KubeObject {
  plainNumbers(value)
  if (!sameVersion(actual, kind)) throw wrongVersion(actual, kind)
  if (actual.kind !== kind.kind) {
    throw new DecodeError(`converting (${actual.kind}) to (${kind.kind}): unknown conversion`)
  }
  value.kind = kind.kind
  value.apiVersion = formatApiVersion(kind)
  prune()
  return value as KubeObject
}

function refuseKind(value: Dict, actual: GroupVersionKind, kind: GroupVersionKind): never {
  if (!isRegistered(actual)) {
    throw new DecodeError(
      `no kind ${goQuote(actual.kind)} is registered for version ${goQuote(formatApiVersion(actual))} in scheme "pkg/runtime/scheme.go:111"`,
    )
  }
  const type = typeOf(actual)
  if (type) decodeTyped(value, type)
  if (internalName(actual) === internalName(kind)) throw wrongVersion(actual, kind)
  throw new DecodeError(
    `converting (${actual.version}.${actual.kind}) to (${internalName(kind)}): unknown conversion`,
  )
}

function wrongVersion(actual: GroupVersion, expected: GroupVersion) {
  return badRequest(
    `the API version in the data (${formatApiVersion(actual)}) does not match the expected API version (${formatApiVersion(expected)})`,
  )
}

function cannotBeHandled(actual: GroupVersionKind, kind: GroupVersionKind, message: string) {
  return badRequest(
    `${actual.kind} in version ${goQuote(actual.version)} cannot be handled as a ${kind.kind}: ${message}`,
  )
}

function report(
  found: readonly string[],
  fromYaml: number,
  { validation, warnings }: ExpectedBody,
  cannot: (message: string) => Error,
): void {
  if (found.length === 0 || validation === 'Ignore') return
  if (validation === 'Warn') {
    warnings.push(...found)
    return
  }
  const yaml = found.slice(0, fromYaml)
  const head = yaml.length > 0 ? [`yaml: unmarshal errors:\n  ${yaml.join('\n  ')}`] : []
  throw cannot(`strict decoding error: ${[...head, ...found.slice(fromYaml)].join(', ')}`)
}
