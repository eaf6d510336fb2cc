// in: a PATCH's Content-Type → out: which patch it is, or 415. Never: patching.
import type { ResourceDef } from '@binnacle/catalogue'
import type { ResourceRequest } from '@binnacle/exchange'
import { ApiError, failure, unsupportedMediaType } from '@binnacle/meta'

export type PatchKind = 'json' | 'merge' | 'strategic' | 'apply'

const mediaTypes: Readonly<Record<string, PatchKind>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
}

/** Custom resources know no strategic merge. */
function accepted(def: ResourceDef): string[] {
  const strategic = 'application/strategic-merge-patch+json'
  return Object.keys(mediaTypes).filter((type) => !def.custom || type !== strategic)
}

export function patchKindOf(request: ResourceRequest): PatchKind {
  const { def } = request.target
  const header = request.headers.get('content-type') ?? ''
  const semicolon = header.indexOf(';')
  const type = semicolon > 0 ? header.slice(0, semicolon) : header
  const list = accepted(def)
  if (list.includes(type)) return mediaTypes[type] as PatchKind
  // The reference's router refuses these before a handler sees them, with a text of its own.
  if (!def.custom) {
    const text = '415: Unsupported Media Type'
    throw new ApiError(failure(415, 'UnsupportedMediaType', text, {}))
  }
  throw unsupportedMediaType(
    `the body of the request was in an unknown format - accepted media types include: ${list.join(', ')}`,
  )
}
