// in: POST to a collection → out: 201 and the object. Never: other verbs' rules.
import type { Reply, ResourceRequest } from '@binnacle/exchange'
import { kindOf } from '@binnacle/kinds'
import { aTurn } from './apart/apart.ts'
import { createUnderName, prepareNew } from './create-stored.ts'
import { dropRepeatedOwners } from './owner-references.ts'
import { readDraft } from './read-sent.ts'
import { replyObject } from './render.ts'
import { replyWritten } from './reply-stored.ts'
import { requestNamespace } from './settle-names.ts'
import { generateName, settleNamespace, wipeSystemFields } from './system-fields.ts'
import { trackApart, trackUpdateBy } from './track.ts'
import type { VerbTools } from './verb-tools.ts'
import { admitted, openWrite } from './write.ts'
import { readWriteOptions } from './write-options.ts'

export async function create(request: ResourceRequest, tools: VerbTools): Promise<Reply> {
  const form = replyObject.negotiate(request, kindOf(request.target.def).serveCreate === undefined)
  const options = readWriteOptions(request, 'CreateOptions')
  const write = openWrite(request, tools, options)
  const bytes = await request.body()
  const large = bytes.length >= tools.apartFromBytes
  const object = await readDraft(write, bytes, options.fieldValidation)
  request.auditNotes?.sent(object)
  wipeSystemFields(object)
  settleNamespace(object, requestNamespace(write))
  dropRepeatedOwners(object, request.warnings, false)
  if (large) await trackApart(write, options.manager, object)
  else await trackUpdateBy(write, options.manager, object, undefined)
  const generated = !object.metadata.name && Boolean(object.metadata.generateName)
  // A review has no name that anybody could ask for.
  if (write.kind.serveCreate === undefined) generateName(object, write)
  const admission = admitted(write, 'CREATE', {
    object,
    name: generated ? '' : object.metadata.name,
  })
  await tools.admission.mutate(admission)
  const mutated = admission.object ?? object
  dropRepeatedOwners(mutated, request.warnings, true)
  await write.kind.permit?.(mutated, undefined, write.context)
  if (write.kind.serveCreate) {
    const answer = await write.kind.serveCreate(mutated, request, write.context)
    await tools.admission.validate(admission)
    return replyObject.render(write, form, 201, answer)
  }
  if (large) await aTurn()
  prepareNew(write, mutated)
  if (large) await aTurn()
  const rename = () => {
    delete mutated.metadata.name
    generateName(mutated, write)
  }
  const stored = await createUnderName(write, mutated, generated ? rename : undefined)
  return await replyWritten(write, form, 201, stored)
}
