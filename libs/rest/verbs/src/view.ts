// in: a request for a view of an object in another kind (scale) → out: the view, read or written back.
import { typeOf } from '@binnacle/catalogue'
import { toPartial, wrongPartial } from '@binnacle/codec'
import type { Reply, ResourceRequest } from '@binnacle/exchange'
import { customScaleColumns, scaleColumns, type SubresourceRule } from '@binnacle/kinds'
import {
  badRequest,
  conflict,
  invalidError,
  type KubeObject,
  notFoundError,
  objectModified,
} from '@binnacle/meta'
import { copyOf } from './body.ts'
import { readTyped } from './read-sent.ts'
import type { Form } from './form.ts'
import { patchedView, type ViewDraft } from './patch.ts'
import { replyObject } from './render.ts'
import { settlePatched } from './settle-names.ts'
import { tableOfView } from './table.ts'
import { setViewOwners, trackView, withViewOwners } from './track-view.ts'
import type { VerbTools } from './verb-tools.ts'
import { openWrite, type Write } from './write.ts'
import { type ReadOptions, readWriteOptions } from './write-options.ts'
import { refuseOtherUid, writeOver } from './write-over.ts'

export type ViewRule = Extract<SubresourceRule, { writes: 'view' }>

function typeOfView(request: ResourceRequest) {
  const kind = request.target.subresource?.kind ?? {
    group: 'autoscaling',
    version: 'v1',
    kind: 'Scale',
  }
  const type = typeOf(kind)
  if (type === undefined) throw new Error(`no type of ${kind.kind}`)
  return { ...kind, type }
}

export async function getView(
  request: ResourceRequest,
  tools: VerbTools,
  rule: ViewRule,
): Promise<Reply> {
  const form = replyObject.negotiate(request)
  const { place, resource } = openWrite(request, tools, { object: {} as KubeObject, dryRun: false })
  const stored = await tools.surroundings.store.get(
    place,
    request.query.get('resourceVersion') ?? '',
  )
  if (stored === undefined) throw notFoundError(resource, request.info.name)
  const object = stored.parse()
  const view = rule.show(object)
  rule.refuseRead?.(object)
  return renderView(request, form, view)
}

export async function updateView(
  request: ResourceRequest,
  tools: VerbTools,
  rule: ViewRule,
): Promise<Reply> {
  const options = readWriteOptions(request, 'UpdateOptions')
  const sent = await readTyped(request, tools, typeOfView(request), options.fieldValidation)
  if (sent.metadata?.name !== request.info.name) {
    throw badRequest(
      sent.metadata?.name
        ? `the name of the object (${sent.metadata.name}) does not match the name on the URL (${request.info.name})`
        : `the name of the object (${request.info.name} based on URL) was undeterminable: name must be provided`,
    )
  }
  return await writeView(request, tools, { rule, options, next: () => ({ view: copyOf(sent) }) })
}

export async function patchView(
  request: ResourceRequest,
  tools: VerbTools,
  rule: ViewRule,
): Promise<Reply> {
  const view = typeOfView(request)
  const { options, next } = await patchedView(request, tools, view)
  return await writeView(request, tools, { rule, options, next })
}

interface ViewChange {
  readonly rule: ViewRule
  readonly options: ReadOptions
  /** The view as the client wants it; an apply says also who owns what then. */
  next(shown: KubeObject): ViewDraft | Promise<ViewDraft>
}

async function writeView(
  request: ResourceRequest,
  tools: VerbTools,
  { rule, options, next }: ViewChange,
): Promise<Reply> {
  const form = replyObject.negotiate(request)
  const write = openWrite(request, tools, options)
  const target = typeOfView(request)
  const { group, version, kind } = target
  const take = (object: KubeObject, view: KubeObject) => {
    const errors = rule.write(object, view, write.context)
    if (errors.length > 0) throw invalidView(request, view, errors)
  }
  const { shown } = await writeOver(write, {
    view: { kind: { group, version, kind }, show: (object) => rule.show(copyOf(object)), take },
    async next(current) {
      const object = copyOf(current as KubeObject)
      const shown = withViewOwners(write, object, rule.show(copyOf(object)))
      const { view, managedFields } = await next(shown)
      settlePatched(write, view)
      refuseStale(write, view, object)
      take(object, view)
      const entries = managedFields ?? trackView(write, target, options.manager, shown, view)
      setViewOwners(write, object, entries)
      return object
    },
  })
  return renderView(request, form, rule.show(shown.object()))
}

function renderView(request: ResourceRequest, form: Form, view: KubeObject): Reply {
  const { transform } = form
  const custom = request.target.def.custom !== undefined
  if (transform?.kind === 'Table') {
    return replyObject.renderAs(
      form,
      200,
      tableOfView(view, custom ? customScaleColumns : scaleColumns, form),
    )
  }
  if (transform?.kind === 'PartialObjectMetadata') {
    return replyObject.renderAs(form, 200, toPartial(view, transform.version))
  }
  if (transform) throw wrongPartial(transform.kind, custom ? '*v1.Scale' : '*autoscaling.Scale')
  return replyObject.renderAs(form, 200, view)
}

function invalidView(
  request: ResourceRequest,
  view: KubeObject,
  errors: Parameters<typeof invalidError>[2],
) {
  return invalidError(typeOfView(request), view.metadata?.name ?? '', errors)
}

function refuseStale(write: Write, view: KubeObject, current: KubeObject): void {
  const sent = view.metadata?.resourceVersion ?? ''
  const uid = view.metadata?.uid ?? ''
  refuseOtherUid(write, uid, current)
  if (sent === '' || sent === current.metadata.resourceVersion) return
  throw conflict(write.resource, write.place.name, objectModified)
}
