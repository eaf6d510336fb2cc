// in: a request's body → out: the draft in the storage version, type-checked, with defaults. Never: rules of verbs.
import type { ObjectType } from '@binnacle/catalogue'
import type { ResourceRequest } from '@binnacle/exchange'
import type { Dict, KubeObject } from '@binnacle/meta'
import { decodeTyped } from '@binnacle/schema'
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
  const bytes = await request.body()
  const sent = JSON.parse(Buffer.from(bytes).toString()) as KubeObject
  void validation
  return decodeTyped(sent, target.type) as KubeObject
}

/** The object of a create or update, as the storage version has it. */
export async function readObject(write: Write, validation: FieldValidation): Promise<KubeObject> {
  const object = await readTyped(write.request, write.def, validation)
  return toStorage(object, write.def)
}

export function decodeApplied(object: KubeObject, target: DecodeTarget): KubeObject {
  return decodeTyped(object, target.type) as KubeObject
}

export function decodeCustom(document: KubeObject, target: DecodeTarget, found: string[] | undefined): KubeObject {
  void found
  return decodeTyped(document, target.type) as KubeObject
}

export function copyOf(object: KubeObject): KubeObject {
  return structuredClone(object)
}

export async function readOptionsBody(request: ResourceRequest, bytes: Uint8Array): Promise<Dict> {
  void request
  return JSON.parse(Buffer.from(bytes).toString())
}
