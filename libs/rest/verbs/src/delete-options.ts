// in: DELETE's body or query → out: DeleteOptions, checked. Never: deleting.
import type { ResourceRequest } from '@binnacle/exchange'
import {
  badRequest,
  type Dict,
  deleteOptionsErrors,
  invalidError,
  type KubeObject,
} from '@binnacle/meta'
import { queryBoolean, queryInteger } from './query-values.ts'
import { readOptionsBody } from './read-sent.ts'
import type { VerbTools } from './verb-tools.ts'

export interface DeleteOptions {
  readonly object: KubeObject
  readonly dryRun: boolean
  /** Negative ones became 1. */
  readonly gracePeriodSeconds: number | undefined
  readonly orphanDependents: boolean | undefined
  readonly propagationPolicy: string | undefined
  /** Delete what cannot be read. */
  readonly unsafe: boolean
  readonly preconditions: { readonly uid?: string; readonly resourceVersion?: string }
}

function fromQuery(query: URLSearchParams): Dict {
  const options: Dict = {}
  const gracePeriodSeconds = queryInteger(query, 'gracePeriodSeconds')
  if (gracePeriodSeconds !== undefined) options.gracePeriodSeconds = gracePeriodSeconds
  const orphanDependents = queryBoolean(query, 'orphanDependents')
  if (orphanDependents !== undefined) options.orphanDependents = orphanDependents
  const policy = query.get('propagationPolicy')
  if (policy !== null) options.propagationPolicy = policy
  const dryRun = query.getAll('dryRun')
  if (dryRun.length > 0) options.dryRun = dryRun
  const unsafe = queryBoolean(query, 'ignoreStoreReadErrorWithClusterBreakingPotential')
  if (unsafe !== undefined) options.ignoreStoreReadErrorWithClusterBreakingPotential = unsafe
  const [uid, resourceVersion] = [query.get('uid'), query.get('resourceVersion')]
  if (uid || resourceVersion) {
    options.preconditions = { ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) }
  }
  return options
}

/** A body hides every option of the query. */
export async function readDeleteOptions(
  request: ResourceRequest,
  tools: VerbTools,
): Promise<DeleteOptions> {
  const bytes = await request.body()
  const options =
    bytes.length > 0 ? await readOptionsBody(request, tools, bytes) : fromQuery(request.query)
  return checkDeleteOptions(options)
}

export function checkDeleteOptions(options: Dict): DeleteOptions {
  const errors = deleteOptionsErrors(options)
  if (errors.length > 0) {
    throw invalidError({ group: 'meta.k8s.io', kind: 'DeleteOptions' }, '', errors)
  }
  const grace = options.gracePeriodSeconds
  if (grace !== undefined && typeof grace !== 'number') throw badRequest('gracePeriodSeconds')
  const object = { ...options, kind: 'DeleteOptions', apiVersion: 'meta.k8s.io/v1' } as KubeObject
  return {
    object,
    dryRun: (options.dryRun ?? []).length > 0,
    gracePeriodSeconds: grace !== undefined && grace < 0 ? 1 : grace,
    orphanDependents: options.orphanDependents ?? undefined,
    propagationPolicy: options.propagationPolicy ?? undefined,
    unsafe: options.ignoreStoreReadErrorWithClusterBreakingPotential === true,
    preconditions: options.preconditions ?? {},
  }
}
