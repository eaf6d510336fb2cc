// in: the body of a create or update → out: the draft in it; of a large one worked out on another thread.
import type { KubeObject } from '@binnacle/meta'
import { aTurn, performApart } from './apart/apart.ts'
import { readDone } from './apart/jobs.ts'
import { plainDef } from './apart/plain-def.ts'
import { decodeDraft, decodeReplacement, type Replacement, sentBy } from './body.ts'
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
