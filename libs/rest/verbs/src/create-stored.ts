// in: a mutated draft of a new object → out: it stored. The part that POST, PUT and apply share.
import {
  alreadyExists,
  ApiError,
  conflict,
  generateNameConflict,
  type KubeObject,
  objectModified,
  unknownError,
} from '@binnacle/meta'
import { mayBeDone, type StoredObject, type WriteOptions } from '@binnacle/objects'
import { refuseBadNew } from './check-new.ts'
import { rehearsed } from './conversion/converted-tools.ts'
import { type Shown, shownAs } from './render.ts'
import { fillSystemFields, settleNamespace } from './system-fields.ts'
import { admitted, besides, inOrder, type Write } from './write.ts'

/** Quota and its like are read again this often when somebody else changed them meanwhile. */
const triesMax = 64
const generatedNamesMax = 8

/** How the draft gets into the store; undefined: lost to another writer. */
export type Put = (object: KubeObject, options: WriteOptions) => Promise<StoredObject | undefined>

export function prepareNew(write: Write, object: KubeObject): void {
  const { kind, context, def, request } = write
  fillSystemFields(object, write)
  settleNamespace(object, def.namespaced ? request.info.namespace : '')
  if (kind.hasGeneration) object.metadata.generation = 1
  kind.prepare?.(object, context)
  refuseBadNew(write, object)
  request.warnings.push(...(kind.warn?.(object, undefined, context) ?? []))
}

/**
 * Runs validating admission and puts the object, with all that must be written with it.
 * undefined: lost to another writer, to be tried again from the start.
 */
export async function putNew(
  write: Write,
  object: KubeObject,
  put: Put,
): Promise<Shown | undefined> {
  const { kind, tools, context } = write
  const reservation = await kind.reserve?.(object, undefined, context)
  let done = false
  try {
    const admission = admitted(write, 'CREATE', { object, name: object.metadata.name })
    await tools.admission.validate(admission)
    const ordered = inOrder(write, object)
    if (write.dryRun) return await pretend(write, ordered)
    const ttlSeconds = kind.ttlSeconds?.(tools.surroundings)
    const stored = await put(ordered, { ttlSeconds, ...besides(admission) })
    if (stored === undefined) return undefined
    done = true
    await reservation?.commit()
    return shownAs(stored)
  } catch (error) {
    // It may be there, and then it holds what was reserved. A repair frees what nobody holds.
    done ||= mayBeDone(error)
    throw error
  } finally {
    if (!done) await reservation?.release()
  }
}

async function pretend(write: Write, object: KubeObject): Promise<Shown> {
  const place = { ...write.place, name: object.metadata.name ?? '' }
  const there = await write.tools.surroundings.store.get(place)
  if (there) throw alreadyExists(write.resource, place.name)
  const shown = await rehearsed(write.tools, write.def, object)
  return { object: () => shown }
}

/** Creates under the draft's own name; where `rename` is given, under another when it is taken. */
export async function createUnderName(
  write: Write,
  object: KubeObject,
  rename?: () => void,
): Promise<Shown> {
  const { store } = write.tools.surroundings
  // Only a version that is a number counts as one here.
  if (!write.dryRun && /^0*[1-9]\d*$/.test(object.metadata.resourceVersion ?? '')) {
    throw unknownError('resourceVersion should not be set on objects to be created')
  }
  let names = 1
  for (let tries = 0; tries < triesMax; tries++) {
    const place = { ...write.place, name: object.metadata.name ?? '' }
    try {
      const put: Put = (draft, options) => store.create(place, draft, options)
      const stored = await putNew(write, object, put)
      if (stored) return stored
    } catch (error) {
      if (!(error instanceof ApiError) || error.reason !== 'AlreadyExists') throw error
      if (!object.metadata.generateName) throw await whileDeleting(write, place.name, error)
      if (rename === undefined || names++ >= generatedNamesMax) {
        const { group = write.def.group } = write.kind.refusedAs ?? {}
        throw generateNameConflict({ group, resource: write.def.resource }, place.name)
      }
      rename()
    }
  }
  throw conflict(write.resource, object.metadata.name ?? '', objectModified)
}

/** The text says so when the name is taken by something that is on its way out. */
async function whileDeleting(write: Write, name: string, error: ApiError): Promise<ApiError> {
  const there = await write.tools.surroundings.store.get({ ...write.place, name })
  if (there?.view().metadata.deletionTimestamp === undefined) return error
  const message = `object is being deleted: ${error.status.message}`
  return new ApiError({ ...error.status, message })
}
