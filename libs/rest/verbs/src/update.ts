// in: PUT of an object or of a part of it → out: 200, or 201 where it created. Never: patches.
import type { Reply, ResourceRequest } from '@binnacle/exchange'
import { aTurn } from './apart/apart.ts'
import { copyOf } from './body.ts'
import { dropRepeatedOwners } from './owner-references.ts'
import { readReplacement } from './read-sent.ts'
import { replyObject } from './render.ts'
import { replyWritten } from './reply-stored.ts'
import { requestNamespace, refuseOtherName } from './settle-names.ts'
import { settleNamespace } from './system-fields.ts'
import { trackApart, trackUpdateBy } from './track.ts'
import type { VerbTools } from './verb-tools.ts'
import { openWrite } from './write.ts'
import { readWriteOptions } from './write-options.ts'
import { writeOver } from './write-over.ts'

export async function update(request: ResourceRequest, tools: VerbTools): Promise<Reply> {
  const form = replyObject.negotiate(request)
  const options = readWriteOptions(request, 'UpdateOptions')
  const write = openWrite(request, tools, options)
  const bytes = await request.body()
  const { object: sent, owners } = await readReplacement(write, bytes, options.fieldValidation)
  request.auditNotes?.sent(sent)
  settleNamespace(sent, requestNamespace(write))
  refuseOtherName(write, sent)
  dropRepeatedOwners(sent, request.warnings, false)
  const { shown, created } = await writeOver(write, {
    uid: sent.metadata.uid,
    sentBytes: bytes.length,
    async next(current) {
      const object = copyOf(sent)
      await trackUpdateBy(write, options.manager, object, current, owners)
      return object
    },
    async nextApart(live) {
      const object = copyOf(sent)
      await aTurn()
      await trackApart(write, options.manager, object, live, owners)
      return object
    },
  })
  return await replyWritten(write, form, created ? 201 : 200, shown)
}
