// in: the body of a create or update → out: the draft in it; of a large one worked out on another thread.
import { typeOf } from '@binnacle/catalogue'
import type { ResourceRequest } from '@binnacle/exchange'
import type { Dict, GroupVersionKind, KubeObject } from '@binnacle/meta'
import { aTurn, performApart } from './apart/apart.ts'
import { readDone } from './apart/jobs.ts'
import { plainDef } from './apart/plain-def.ts'
import {
  decodeDraft,
  decodeOptions,
  decodeReplacement,
  decodeTarget,
  type DecodeTarget,
  type Replacement,
  sentBy,
} from './body.ts'
import type { VerbTools } from './verb-tools.ts'
import type { Write } from './write.ts'
import type { FieldValidation } from './write-options.ts'

export async function readDraft(
  write: Write,
  bytes: Uint8Array,
  validation: FieldValidation,
): Promise<KubeObject> {
  const apart = await readApart(write, bytes, validation)
  return apart?.object ?? decodeDraft(sentBy(write.request, bytes, validation), write.def)
}

export async function readReplacement(
  write: Write,
  bytes: Uint8Array,
  validation: FieldValidation,
): Promise<Replacement> {
  const apart = await readApart(write, bytes, validation)
  return apart ?? decodeReplacement(sentBy(write.request, bytes, validation), write.def)
}

/** undefined: to be done here. */
async function readApart(
  write: Write,
  bytes: Uint8Array,
  validation: FieldValidation,
): Promise<Replacement | undefined> {
  if (bytes.length < write.tools.apartFromBytes) return undefined
  const def = plainDef(write.def)
  const { contentType } = sentBy(write.request, bytes, validation)
  const job = { what: 'decode', bytes, contentType, validation, def } as const
  const done = await performApart(job, write.request.warnings)
  const object = readDone(done)
  await aTurn()
  return { object, owners: done.emptied }
}

/** A body of the kind that the endpoint takes. */
export async function readTyped(
  request: ResourceRequest,
  { apartFromBytes }: Pick<VerbTools, 'apartFromBytes'>,
  target: DecodeTarget,
  validation: FieldValidation,
): Promise<KubeObject> {
  const bytes = await request.body()
  const sent = sentBy(request, bytes, validation)
  const kind = kindSent(target)
  if (bytes.length < apartFromBytes || kind === undefined) {
    return decodeTarget(sent, target, request.target.def)
  }
  const { contentType } = sent
  const def = plainDef(request.target.def)
  const job = { what: 'decode kind', bytes, contentType, validation, def, kind } as const
  return readDone(await performApart(job, request.warnings))
}

/** undefined: another thread would not find the type. */
export function kindSent({
  group,
  version,
  kind: name,
  type,
}: DecodeTarget): GroupVersionKind | undefined {
  const kind = { group, version, kind: name }
  return typeOf(kind) === type ? kind : undefined
}

/** DeleteOptions in the body of a DELETE. */
export async function readOptionsBody(
  { headers }: ResourceRequest,
  { apartFromBytes }: Pick<VerbTools, 'apartFromBytes'>,
  bytes: Uint8Array,
): Promise<Dict> {
  const contentType = headers.get('content-type')
  if (bytes.length < apartFromBytes) return decodeOptions(bytes, contentType)
  return readDone(await performApart({ what: 'options', bytes, contentType }))
}
