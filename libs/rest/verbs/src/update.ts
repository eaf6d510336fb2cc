// in: PUT of an object or of a part of it → out: 200, or 201 where it created. Never: patches.
import type { Reply, ResourceRequest } from '@binnacle/exchange'
import { badRequest, type KubeObject } from '@binnacle/meta'
import { copyOf, readReplacement } from './body.ts'
import { dropRepeatedOwners } from './owner-references.ts'
import { replyObject } from './render.ts'
import { requestNamespace, settleNamespace } from './system-fields.ts'
import { trackLargeBy, trackUpdateBy } from './track.ts'
import type { VerbTools } from './verb-tools.ts'
import { openWrite, type Write } from './write.ts'
import { readWriteOptions } from './write-options.ts'
import { writeOver } from './write-over.ts'

export async function update(request: ResourceRequest, tools: VerbTools): Promise<Reply> {
  const form = replyObject.negotiate(request)
  const options = readWriteOptions(request, 'UpdateOptions')
  const write = openWrite(request, tools, options)
  const { sent, owners } = await readReplacement(write, options.fieldValidation)
  request.auditNotes?.sent(sent)
  settleNamespace(sent, requestNamespace(write))
  refuseOtherName(write, sent)
  dropRepeatedOwners(sent, request.warnings, false)
  const { shown, created } = await writeOver(write, {
    uid: sent.metadata.uid,
    async next(current, large) {
      const object = copyOf(sent)
      const tracked = { object, live: current, sent: owners }
      if (large) await trackLargeBy(write, options.manager, tracked)
      else await trackUpdateBy(write, options.manager, object, current, owners)
      return object
    },
  })
  return replyObject.renderWritten(write, form, created ? 201 : 200, shown)
}

/** The name, and the namespace, of the body must be those of the URL. */
export function refuseOtherName(write: Write, object: KubeObject): void {
  const { name, namespace } = write.request.info
  const sent = object.metadata.name ?? ''
  if (sent === '') {
    const text = 'name must be provided'
    throw badRequest(`the name of the object (${name} based on URL) was undeterminable: ${text}`)
  }
  if (sent !== name) {
    throw badRequest(
      `the name of the object (${sent}) does not match the name on the URL (${name})`,
    )
  }
  const sentNamespace = object.metadata.namespace ?? ''
  if (write.def.namespaced && sentNamespace !== '' && sentNamespace !== namespace) {
    throw badRequest(
      `the namespace of the object (${sentNamespace}) does not match the namespace on the request (${namespace})`,
    )
  }
}
