// in: DELETE of an object → out: it gone or on its way, and the answer its kind gives. Never: collections.
import type { Reply, ResourceRequest } from '@binnacle/exchange'
import { conflict, formatTime, type KubeObject, notFoundError, type Status } from '@binnacle/meta'
import type { Attempt, StoredObject } from '@binnacle/objects'
import { aTurn } from './apart/apart.ts'
import { type DeleteOptions, readDeleteOptions } from './delete-options.ts'
import { deletionFinalizers } from './deletion-finalizers.ts'
import { replyObject } from './render.ts'
import { tryUntilFinal } from './try-until-final.ts'
import type { VerbTools } from './verb-tools.ts'
import { admitted, besidesEnd, openWrite, type Write } from './write.ts'

export async function remove(request: ResourceRequest, tools: VerbTools): Promise<Reply> {
  const form = replyObject.negotiate(request)
  const options = await readDeleteOptions(request, tools)
  return await removeWith(request, tools, options, form)
}

export async function removeWith(
  request: ResourceRequest,
  tools: VerbTools,
  options: DeleteOptions,
  form = replyObject.negotiate(request),
): Promise<Reply> {
  const write = openWrite(request, tools, options)
  warnOfPropagation(write, options)
  const { object, gone } = await removeStored(write, options)
  const accepted = !gone && options.orphanDependents === false
  const status = accepted ? 202 : 200
  const showsObject = write.kind.deleteReturnsObject || !gone
  return showsObject
    ? replyObject.render(write, form, status, object)
    : replyObject.renderStatus(write, form, status, success(write, object))
}

export function warnOfPropagation({ kind, request }: Write, options: DeleteOptions): void {
  const said = options.propagationPolicy ?? options.orphanDependents
  if (said === undefined && kind.propagationWarning) request.warnings.push(kind.propagationWarning)
}

export interface Removed {
  readonly object: KubeObject
  /** false: it stays for a while, for its finalizers or its grace period. */
  readonly gone: boolean
}

/** Deletes the object of the write, however often others change it meanwhile. */
export function removeStored(write: Write, options: DeleteOptions): Promise<Removed> {
  const progress: Progress = { marked: undefined }
  return tryUntilFinal(write, 'delete', (attempt) => tryOnce(write, options, attempt, progress))
}

interface Progress {
  /** What this request has marked, when it is to go with the next write. */
  marked: KubeObject | undefined
}

async function tryOnce(
  write: Write,
  options: DeleteOptions,
  attempt: Attempt,
  progress: Progress,
): Promise<Removed | undefined> {
  const { kind, tools, context } = write
  const large = (attempt.current?.bytes.length ?? 0) >= tools.apartFromBytes
  const object = attempt.current?.parse()
  // Somebody else, a kubelet for example, saw the mark and was faster.
  if (progress.marked && object?.metadata.uid !== progress.marked.metadata.uid) {
    return { object: progress.marked, gone: true }
  }
  if (object === undefined) throw notFoundError(write.resource, write.place.name)
  if (options.unsafe) refuseUnsafe(write)
  if (!progress.marked) refusePreconditions(write, object, options)
  if (large) await aTurn()
  const was = attempt.current?.parse() as KubeObject
  if (large) await aTurn()
  const admission = admitted(write, 'DELETE', { oldObject: was })
  await tools.admission.mutate(admission)
  await tools.admission.validate(admission)
  kind.beforeDelete?.(object, context)
  const held = kind.holds?.(object) ?? false
  const step = nextStep(write, object, options, held)
  if (step === 'stays') return { object, gone: false }
  if (step === 'goes') {
    if (write.dryRun) return { object, gone: true }
    const last = await attempt.remove(besidesEnd(admission))
    if (last === undefined) return undefined
    await releaseReserved(write, object)
    return { object: last.parse(), gone: true }
  }
  if (write.dryRun) return { object, gone: step === 'marked, then goes' }
  const marked: StoredObject | undefined = await attempt.swap(object)
  if (marked === undefined) return undefined
  if (step === 'marked') return { object: marked.parse(), gone: false }
  // Watchers see the mark before the end; the next attempt finds no grace left and deletes.
  progress.marked = marked.parse()
  return undefined
}

/** Only what cannot be read may be deleted without being read. */
function refuseUnsafe({ resource, place }: Write): void {
  const { shape, namespace, name } = place
  const key = `/registry/${shape.prefix}/${namespace === '' ? '' : `${namespace}/`}${name}`
  const text = `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: unsafe deletion is not allowed because the object is decodable from storage`
  throw conflict(resource, name, text)
}

/** Addresses and ports of what is gone are free again. */
async function releaseReserved({ kind, context }: Write, object: KubeObject): Promise<void> {
  const reservation = await kind.reserve?.(undefined, object, context)
  await reservation?.commit()
}

type Step = 'goes' | 'stays' | 'marked' | 'marked, then goes'

/** Decides what this request does, and marks the object in place when it is to be written. */
function nextStep(write: Write, object: KubeObject, options: DeleteOptions, held: boolean): Step {
  const { metadata } = object
  const { kind, context } = write
  const graceful = gracefully(write, object, options)
  if (graceful === 'pending') return 'stays'
  const finalizers = deletionFinalizers(object, options, kind)
  if (finalizers) setFinalizers(object, finalizers)
  const waiting = (metadata.finalizers ?? []).length > 0 || held
  if (graceful !== undefined) {
    return !waiting && graceful === 0 ? 'marked, then goes' : 'marked'
  }
  if (!waiting) return 'goes'
  if (held && metadata.deletionTimestamp !== undefined && !finalizers) return 'stays'
  markAsDeleting(object, context.now, held)
  kind.markDeleted?.(object)
  return 'marked'
}

function setFinalizers({ metadata }: KubeObject, finalizers: string[]): void {
  if (finalizers.length > 0) metadata.finalizers = finalizers
  else delete metadata.finalizers
}

function markAsDeleting({ metadata }: KubeObject, now: Date, held: boolean): void {
  if (metadata.deletionTimestamp === undefined && (metadata.generation ?? 0) > 0 && !held) {
    metadata.generation = (metadata.generation as number) + 1
  }
  const at = metadata.deletionTimestamp
  if (at === undefined || Date.parse(at) > now.getTime())
    metadata.deletionTimestamp = formatTime(now)
  if (!held) metadata.deletionGracePeriodSeconds = 0
}

/**
 * Graceful deletion: the seconds that are left when this request starts or shortens it (the object is marked in
 * place), `pending` when it goes on as it is, undefined when the object knows no grace.
 */
function gracefully(
  { kind, context }: Write,
  object: KubeObject,
  options: DeleteOptions,
): number | 'pending' | undefined {
  if (!kind.gracePeriod) return undefined
  const { metadata } = object
  const asked = options.gracePeriodSeconds
  if (metadata.deletionTimestamp === undefined) {
    const seconds = kind.gracePeriod(object, asked, context)
    if (seconds === undefined) return undefined
    metadata.deletionTimestamp = formatTime(new Date(context.now.getTime() + seconds * 1000))
    metadata.deletionGracePeriodSeconds = seconds
    if ((metadata.generation ?? 0) > 0) metadata.generation = (metadata.generation as number) + 1
    return seconds
  }
  const left = metadata.deletionGracePeriodSeconds ?? 0
  if (left === 0) return undefined
  if (asked === undefined || asked >= left) return 'pending'
  return shorten(object, asked, left, context.now)
}

function shorten({ metadata }: KubeObject, asked: number, left: number, now: Date): number {
  const end = Date.parse(metadata.deletionTimestamp as string) - left * 1000 + asked * 1000
  const over = end < now.getTime()
  const seconds = over && asked !== 0 ? 1 : asked
  metadata.deletionTimestamp = formatTime(over ? now : new Date(end))
  metadata.deletionGracePeriodSeconds = seconds
  return seconds
}

function refusePreconditions(write: Write, object: KubeObject, options: DeleteOptions): void {
  const { uid, resourceVersion } = options.preconditions
  const { metadata } = object
  const resource = { group: write.def.group, resource: write.def.kind }
  if (uid !== undefined && uid !== metadata.uid) {
    const text = `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`
    throw conflict(resource, write.place.name, text)
  }
  if (resourceVersion !== undefined && resourceVersion !== metadata.resourceVersion) {
    const text = `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`
    throw conflict(resource, write.place.name, text)
  }
}

function success(write: Write, object: KubeObject): Status {
  const { group, resource } = write.resource
  const details = {
    name: object.metadata.name,
    ...(group === '' ? {} : { group }),
    kind: resource,
    uid: object.metadata.uid,
  }
  return { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Success', details } as Status
}
