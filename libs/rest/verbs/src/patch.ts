// in: PATCH of an object or of a part of it → out: 200, or 201 where an apply created. Never: how patches merge.
import type { Reply, ResourceRequest } from '@binnacle/exchange'
import {
  ApiError,
  conflict,
  formatApiVersion,
  formatTime,
  type KubeObject,
  type ManagedFieldsEntry,
  notFoundError,
} from '@binnacle/meta'
import { serverSideApply } from '@binnacle/patch'
import { performApart } from './apart/apart.ts'
import { readDone, type SentPatch } from './apart/jobs.ts'
import { plainDef } from './apart/plain-def.ts'
import { applyOver } from './apply.ts'
import { readSent } from './read-configuration.ts'
import { copyOf, decodeApplied, type DecodeTarget } from './body.ts'
import { type PatchKind, patchKindOf } from './patch-kinds.ts'
import { decodePatched } from './patch-result.ts'
import { type Configuration, type Patcher, readPatch, withRefusal } from './read-patch.ts'
import { emptyOwners } from './empty-owners.ts'
import { replyObject } from './render.ts'
import { kindSent } from './read-sent.ts'
import { replyWritten } from './reply-stored.ts'
import { namesOf, settlePatched } from './settle-names.ts'
import { factsApart, textApart, trackUpdateBy } from './track.ts'
import type { VerbTools } from './verb-tools.ts'
import { inRequestVersion, toStorage } from './versions.ts'
import { openWrite, type Write } from './write.ts'
import { type ReadOptions, readWriteOptions } from './write-options.ts'
import { type Live, writeOver } from './write-over.ts'

export async function patch(request: ResourceRequest, tools: VerbTools): Promise<Reply> {
  const patchKind = patchKindOf(request)
  const form = replyObject.negotiate(request)
  const options = readWriteOptions(request, 'PatchOptions', patchKind === 'apply')
  const write = openWrite(request, tools, options)
  const { shown, created } =
    patchKind === 'apply'
      ? await applyOver(write, options)
      : await patchOver(write, patchKind, options)
  return await replyWritten(write, form, created ? 201 : 200, shown)
}

async function patchOver(
  write: Write,
  patchKind: Exclude<PatchKind, 'apply'>,
  options: ReadOptions,
) {
  const { request, def } = write
  const bytes = await request.body()
  const sent = { bytes, patchKind, validation: options.fieldValidation }
  const patch = await readyPatch(write.tools, sent)
  const warned: string[] = []
  const outcome = writeOver(write, {
    sentBytes: bytes.length,
    async nextApart(live) {
      warned.length = 0
      const { manager } = options
      return live && (await patchedApart({ write, sent, live, manager, warnings: warned }))
    },
    async next(current) {
      if (current === undefined) throw notFoundError(write.resource, write.place.name)
      warned.length = 0
      const result = patch()(inRequestVersion(current, def), def.type)
      const owners = emptyOwners(result.document)
      const patched = decodePatched(result, def, options.fieldValidation, warned)
      const object = toStorage(patched, def)
      settlePatched(write, object)
      await trackUpdateBy(write, options.manager, object, current, owners)
      return object
    },
    mayCreate: false,
    isPatch: true,
  })
  return await outcome.finally(() => request.warnings.push(...warned))
}

/** Refuses what is no patch; gives it when it is asked for. */
async function readyPatch(tools: VerbTools, sent: SentPatch): Promise<() => Patcher> {
  const { bytes, patchKind, validation } = sent
  let patcher: Patcher | undefined
  const ready = () => {
    patcher ??= readPatch(bytes, patchKind, validation)
    return patcher
  }
  if (bytes.length < tools.apartFromBytes) ready()
  else await performApart({ what: 'check patch', ...sent })
  return ready
}

interface Patching {
  readonly write: Write
  readonly sent: SentPatch
  readonly live: Live
  readonly manager: string
  /** Warnings are added here. */
  readonly warnings: string[]
}

/** Patched, settled and tracked on another thread; undefined where it cannot be done there. */
async function patchedApart({ write, sent, live, manager, warnings }: Patching) {
  const def = plainDef(write.def)
  const facts = factsApart(write, manager, live.object)
  const text = textApart(write, live)
  if (facts === undefined || text === undefined) return undefined
  const job = { what: 'patch', ...sent, def, names: namesOf(write), facts, live: text } as const
  return readDone(await performApart(job, warnings))
}

/** An apply that names a uid means an object that is there. */
export function refuseUidOfNothing(write: Write, object: KubeObject): void {
  const { uid } = object.metadata
  if (!uid) return
  const text = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`
  throw conflict(write.resource, write.place.name, text)
}

/** A view as a client wants it; with its owners where an apply says who they are. */
export interface ViewDraft {
  readonly view: KubeObject
  readonly managedFields?: readonly ManagedFieldsEntry[]
}

/** A patch of a view (scale): made once, run on the view of each attempt. */
export async function patchedView(
  request: ResourceRequest,
  tools: VerbTools,
  target: DecodeTarget,
): Promise<{ options: ReadOptions; next(shown: KubeObject): ViewDraft | Promise<ViewDraft> }> {
  const patchKind = patchKindOf(request)
  const options = readWriteOptions(request, 'PatchOptions', patchKind === 'apply')
  const bytes = await request.body()
  if (patchKind === 'apply') {
    if (request.target.def.custom) throw appliedCustomView(target)
    const configuration = withRefusal(await readSent(tools, bytes))
    return { options, next: appliedView(configuration, target, options) }
  }
  const sent = { bytes, patchKind, validation: options.fieldValidation }
  const { warnings } = request
  const patch = await readyPatch(tools, sent)
  const kind = bytes.length < tools.apartFromBytes ? undefined : kindSent(target)
  return {
    options,
    async next(shown) {
      if (kind === undefined) {
        return {
          view: decodePatched(patch()(shown, target.type), target, sent.validation, warnings),
        }
      }
      const live = JSON.stringify(shown)
      const done = await performApart({ what: 'patch view', ...sent, kind, live }, warnings)
      return { view: readDone(done) }
    },
  }
}

/** Upstream cannot show the owners of such a view in its own version, and fails. */
function appliedCustomView(target: DecodeTarget): ApiError {
  const version = formatApiVersion(target)
  return new ApiError({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message: `failed to create manager for existing fields: failed to convert live object (/; ${version}, Kind=${target.kind}) to proper version: request to convert CR to an invalid group/version: ${version}`,
    code: 500,
  })
}

function appliedView(
  configuration: Configuration,
  target: DecodeTarget,
  options: ReadOptions,
): (shown: KubeObject) => ViewDraft {
  return (shown) => {
    const { object, managedFields } = serverSideApply({
      apiVersion: formatApiVersion(target),
      kind: target.kind,
      type: target.type,
      subresource: 'scale',
      manager: options.manager,
      time: formatTime(new Date()),
      live: shown,
      applied: copyOf(configuration.object),
      force: options.force,
    })
    configuration.refuseStrict(options.fieldValidation)
    return { view: decodeApplied(copyOf(object), target), managedFields: managedFields ?? [] }
  }
}
