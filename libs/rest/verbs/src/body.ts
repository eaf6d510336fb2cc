// in: a request's body → out: the draft in the storage version, type-checked, with defaults. Never: rules of verbs.
import type { ObjectType, ResourceDef } from '@binnacle/catalogue'
import { typeOf } from '@binnacle/catalogue'
import { bodyFormat, decodeBody, decodeDocument, interpretKind, SyntaxFault } from '@binnacle/codec'
import type { ResourceRequest } from '@binnacle/exchange'
import { badRequest, type Dict, type KubeObject, type ManagedFieldsEntry } from '@binnacle/meta'
import { coerceMetadata, copyWithFloats, DecodeError, decodeTyped } from '@binnacle/schema'
import { pruneUnknown } from './custom-fields.ts'
import { emptyOwnersSent } from './empty-owners.ts'
import { refuseOtherKind } from './options-kind.ts'
import { toStorage } from './versions.ts'
import type { FieldValidation } from './write-options.ts'

/** What a body is decoded as. */
export interface DecodeTarget {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly type: ObjectType
  readonly custom?: unknown
}

/** A body as it was sent, and what is to be said of it. */
export interface Sent {
  readonly bytes: Uint8Array
  readonly contentType: string | undefined
  readonly validation: FieldValidation
  /** Warnings are added here. */
  readonly warnings: string[]
}

export function sentBy(
  { headers, warnings }: ResourceRequest,
  bytes: Uint8Array,
  validation: FieldValidation,
): Sent {
  return { bytes, contentType: headers.get('content-type'), validation, warnings }
}

export function decodeTarget(sent: Sent, target: DecodeTarget, def: ResourceDef): KubeObject {
  const { bytes, contentType, validation, warnings } = sent
  const { group, version, kind, type } = target
  const object = decodeBody(bytes, {
    contentType,
    kind: { group, version, kind },
    type: target.custom ? undefined : type,
    validation,
    warnings,
    prune: (value, strict) => pruneUnknown(value as KubeObject, def, strict),
  })
  object.metadata ??= {}
  return object
}

/** The object of a create or update, as the storage version has it. */
export function decodeDraft(sent: Sent, def: ResourceDef): KubeObject {
  return toStorage(decodeTarget(sent, def, def), def)
}

export interface Replacement {
  readonly object: KubeObject
  /** The empty managedFields of the body, which decoding drops. */
  readonly owners: ManagedFieldsEntry[] | undefined
}

/** The object of an update. */
export function decodeReplacement(sent: Sent, def: ResourceDef): Replacement {
  const object = decodeTarget(sent, def, def)
  const owners = emptyOwnersSent(sent, object)
  return { object: toStorage(object, def), owners }
}

/** A merged configuration: decoded along its type, nothing reported. */
export function decodeApplied(object: KubeObject, target: DecodeTarget): KubeObject {
  try {
    if (target.custom) {
      // A label that is null becomes an empty one, as Go decodes it.
      coerceMetadata(object, '', [])
      return object
    }
    const decoded = decodeTyped(object, target.type) as KubeObject
    decoded.metadata ??= {}
    return decoded
  } catch (error) {
    if (error instanceof DecodeError) throw badRequest(error.message)
    throw error
  }
}

export function copyOf(object: KubeObject): KubeObject {
  return copyWithFloats(object)
}

const deleteOptions = { group: '', version: 'v1', kind: 'DeleteOptions' }

/** DeleteOptions in the body of a DELETE; a 400 in the reference's words. */
export function decodeOptions(bytes: Uint8Array, contentType: string | undefined): Dict {
  const format = bodyFormat(contentType)
  try {
    const { value } = decodeDocument(bytes, format)
    refuseOtherKind(interpretKind(value ?? {}, { ...deleteOptions, group: 'meta.k8s.io' }))
    const type = typeOf(deleteOptions)
    if (type === undefined) throw new Error('the catalogue has no DeleteOptions')
    return decodeTyped(value ?? {}, type)
  } catch (error) {
    if (error instanceof DecodeError) throw badRequest(error.message)
    if (!(error instanceof SyntaxFault)) throw error
    const { message } = error
    const said = /^(?:couldn't get|unexpected GroupVersion)/.test(message) || format === 'protobuf'
    const head = said ? '' : "couldn't get version/kind; json parse error: "
    throw badRequest(head + message)
  }
}
