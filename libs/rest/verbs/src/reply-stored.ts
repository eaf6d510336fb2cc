// in: a stored object and the form asked for → out: the reply; of a large one made on another thread.
import type { ResourceDef } from '@binnacle/catalogue'
import type { Reply } from '@binnacle/exchange'
import type { StoredObject } from '@binnacle/objects'
import { performApart } from './apart/apart.ts'
import { plainDef } from './apart/plain-def.ts'
import type { Form } from './form.ts'
import { isAsStored, replyObject, type Shown } from './render.ts'
import type { VerbTools } from './verb-tools.ts'

interface Of {
  readonly def: ResourceDef
  readonly tools: VerbTools
}

/** As replyObject.renderStored. */
export async function replyStored(
  { def, tools }: Of,
  form: Form,
  stored: StoredObject,
  status = 200,
): Promise<Reply> {
  const { bytes } = stored
  if (bytes.length < tools.apartFromBytes || isAsStored(def, form, stored)) {
    return replyObject.renderStored({ def }, form, stored, status)
  }
  const place = { namespace: stored.namespace, name: stored.name, revision: stored.revision }
  const job = { what: 'render', def: plainDef(def), form, place, status, bytes } as const
  const { reply } = await performApart(job)
  if (reply === undefined) throw new Error('another thread gave no reply')
  return reply
}

/** As replyObject.renderWritten. */
export async function replyWritten(
  of: Of,
  form: Form,
  status: number,
  shown: Shown,
): Promise<Reply> {
  const { stored } = shown
  if (stored === undefined) return replyObject.renderWritten(of, form, status, shown)
  return await replyStored(of, form, stored, status)
}
