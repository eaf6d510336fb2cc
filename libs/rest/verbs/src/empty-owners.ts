// in: a document as the client sent it → out: the empty managedFields, which ask to forget all owners.
import { bodyFormat, decodeDocument } from '@binnacle/codec'
import type { KubeObject, ManagedFieldsEntry } from '@binnacle/meta'

/** Undefined when the document has none, or some. Decoding along the type drops an empty list. */
export function emptyOwners(document: unknown): ManagedFieldsEntry[] | undefined {
  const entries = (document as Partial<KubeObject> | null)?.metadata?.managedFields
  return Array.isArray(entries) && entries.length === 0 ? entries : undefined
}

/** The same of a body that was decoded into `object`; nearly no body is looked into. */
export function emptyOwnersSent(
  { bytes, contentType }: { readonly bytes: Uint8Array; readonly contentType: string | undefined },
  object: KubeObject,
): ManagedFieldsEntry[] | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (object.metadata.managedFields !== undefined || !text.includes('managedFields')) {
    return undefined
  }
  return emptyOwners(decodeDocument(text, bodyFormat(contentType)).value)
}
