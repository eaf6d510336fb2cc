// in: a request → out: the form in which it wants its answer, or 406. Never: the answer.
import {
  checkRouteAccept,
  type IncludeObject,
  negotiate,
  negotiateStream,
  type OutputForm,
  readIncludeObject,
} from '@binnacle/codec'
import type { ResourceRequest } from '@binnacle/exchange'

export interface Form extends OutputForm {
  readonly acceptEncoding: string | undefined
  readonly include: IncludeObject
}

function ask(request: ResourceRequest) {
  return {
    accept: request.headers.get('accept'),
    pretty: request.query.get('pretty'),
    userAgent: request.headers.get('user-agent'),
  }
}

function isCustom({ target }: ResourceRequest): boolean {
  return target.def.custom !== undefined
}

/** `tables`: the answer may be a Table (not of subresources in another kind). */
export function formOf(request: ResourceRequest, tables = true): Form {
  refuseAtRoute(request)
  return complete(request, negotiate(ask(request), { tables, custom: isCustom(request) }))
}

export function streamFormOf(request: ResourceRequest): Form {
  refuseAtRoute(request)
  return complete(
    request,
    negotiateStream(ask(request), { tables: true, custom: isCustom(request) }),
  )
}

function complete(request: ResourceRequest, form: OutputForm): Form {
  const include =
    form.transform?.kind === 'Table'
      ? readIncludeObject(request.query.get('includeObject'))
      : 'Metadata'
  return { ...form, include, acceptEncoding: request.headers.get('accept-encoding') }
}

/** Routes of built-in kinds look at Accept before any handler. */
function refuseAtRoute(request: ResourceRequest): void {
  const { def } = request.target
  if (def.custom) return
  const { verb } = request.info
  const watchable = verb === 'list' || verb === 'watch'
  checkRouteAccept(request.headers.get('accept'), { watchable })
}
