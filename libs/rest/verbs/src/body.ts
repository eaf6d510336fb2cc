// in: a request's body → out: the draft in the storage version, type-checked, with defaults. Never: rules of verbs.
import type { ObjectType } from '@binnacle/catalogue'
import { typeOf } from '@binnacle/catalogue'
import { bodyFormat, decodeBody, decodeDocument, interpretKind, SyntaxFault } from '@binnacle/codec'
import type { ResourceRequest } from '@binnacle/exchange'
import { badRequest, type Dict, type KubeObject, type ManagedFieldsEntry } from '@binnacle/meta'
import { copyWithFloats, DecodeError, decodeTyped } from '@binnacle/schema'
import { pruneUnknown } from './custom-fields.ts'
import { emptyOwnersSent } from './empty-owners.ts'
import { refuseOtherKind } from './options-kind.ts'
import { toStorage } from './versions.ts'
import type { Write } from './write.ts'
import type { FieldValidation } from './write-options.ts'

/** What a body is decoded as. */
export interface DecodeTarget {
  readonly group: string
  readonly version: string
  readonly kind: string
  readonly type: ObjectType
  readonly custom?: unknown
}

export async function readTyped(
  request: ResourceRequest,
  target: DecodeTarget,
  validation: FieldValidation,
): Promise<KubeObject> {
  return decodeTarget(await request.body(), request, target, validation)
}

function decodeTarget(
  bytes: Uint8Array,
  request: ResourceRequest,
  target: DecodeTarget,
  validation: FieldValidation,
): KubeObject {
  const { group, version, kind, type } = target
  const object = decodeBody(bytes, {
    contentType: request.headers.get('content-type'),
    kind: { group, version, kind },
    type: target.custom ? undefined : type,
    validation,
    warnings: request.warnings,
    prune: (value, strict) => pruneUnknown(value as KubeObject, request.target.def, strict),
  })
  object.metadata ??= {}
  return object
}

/** The object of a create or update, as the storage version has it. */
export async function readObject(write: Write, validation: FieldValidation): Promise<KubeObject> {
  const object = await readTyped(write.request, write.def, validation)
  return toStorage(object, write.def)
}

/** The object of an update, and the empty managedFields of the body, which decoding drops. */
export async function readReplacement(
  { request, def }: Write,
  validation: FieldValidation,
): Promise<{ sent: KubeObject; owners: ManagedFieldsEntry[] | undefined }> {
  const bytes = await request.body()
  const object = decodeTarget(bytes, request, def, validation)
  const owners = emptyOwnersSent(bytes, request, object)
  return { sent: toStorage(object, def), owners }
}

/** A merged configuration: decoded along its type, nothing reported. */
export function decodeApplied(object: KubeObject, target: DecodeTarget): KubeObject {
  if (target.custom) return object
  try {
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
export async function readOptionsBody(request: ResourceRequest, bytes: Uint8Array): Promise<Dict> {
  const format = bodyFormat(request.headers.get('content-type'))
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
