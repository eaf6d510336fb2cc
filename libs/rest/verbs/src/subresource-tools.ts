// in: the verbs' tools → out: what a subresource that answers by itself may use of them.
import { typeOf } from '@binnacle/catalogue'
import type { ResourceRequest } from '@binnacle/exchange'
import type { SubresourceTools } from '@binnacle/kinds'
import type { KubeObject } from '@binnacle/meta'
import { readTyped } from './read-sent.ts'
import { connectOptions } from './connect-options.ts'
import { removeWith } from './delete.ts'
import { checkDeleteOptions } from './delete-options.ts'
import type { Form } from './form.ts'
import { replyObject } from './render.ts'
import { trackUpdateBy } from './track.ts'
import type { VerbTools } from './verb-tools.ts'
import { admitted, openWrite, type Write } from './write.ts'
import { readWriteOptions } from './write-options.ts'
import { writeOver } from './write-over.ts'

/** The form of an answer; Tables are of resources in their own kind only. */
export function subresourceForm(request: ResourceRequest): Form {
  const { def, subresource } = request.target
  return replyObject.negotiate(request, (subresource?.kind ?? def).kind === def.kind)
}

export function subresourceTools(tools: VerbTools): SubresourceTools {
  const open = (request: ResourceRequest): Write =>
    openWrite(request, tools, readWriteOptions(request, 'CreateOptions'))
  return {
    surroundings: tools.surroundings,
    forward: tools.forward,
    stream: tools.stream,
    context: (request) => open(request).context,
    async read(request) {
      const options = readWriteOptions(request, 'CreateOptions')
      const { kind } = request.target.subresource ?? { kind: request.target.def }
      const type = typeOf(kind) ?? request.target.def.type
      return await readTyped(request, tools, { ...kind, type }, options.fieldValidation)
    },
    async change(request, change) {
      const write = open(request)
      const { manager } = readWriteOptions(request, 'CreateOptions')
      let written: KubeObject | undefined
      await writeOver(write, {
        async next(current) {
          const object = current as KubeObject
          const was = structuredClone(object)
          change(object)
          await trackUpdateBy(write, manager, object, was)
          written = object
          return object
        },
        bare: true,
      })
      void written
      const stored = await tools.surroundings.store.get(write.place, '0')
      if (stored === undefined) throw new Error('the object went while it was written')
      return stored
    },
    async remove(request, options) {
      return await removeWith(request, tools, checkDeleteOptions(options))
    },
    async admit(request, object) {
      const write = open(request)
      const { kind } = request.target.subresource ?? { kind: request.target.def }
      const operation = request.method === 'POST' ? 'CREATE' : 'UPDATE'
      const admission = { ...admitted(write, operation, { object }), kind }
      await tools.admission.mutate(admission)
      await tools.admission.validate(admission)
      return admission.object ?? object
    },
    connect: (request) => admitConnection(request, tools),
    reply(request, status, object) {
      const { def } = request.target
      const form = subresourceForm(request)
      if (object.kind === 'Status') {
        return replyObject.renderStatus({ def }, form, status, object as never)
      }
      return replyObject.renderAs(form, status, object as KubeObject)
    },
  }
}

async function admitConnection(request: ResourceRequest, tools: VerbTools): Promise<void> {
  const { kind } = request.target.subresource ?? { kind: request.target.def }
  const object = connectOptions(request, kind)
  // Such a request has no options besides, and tries nothing.
  const write = openWrite(request, tools, { object: {} as KubeObject, dryRun: false })
  const admission = { ...admitted(write, 'CONNECT', { object }), kind }
  await tools.admission.mutate(admission)
  await tools.admission.validate(admission)
}
