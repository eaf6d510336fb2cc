// in: how the new state follows from the old → out: it stored, whoever else writes meanwhile.
// The part that PUT, PATCH and apply share. Never: how the new state is made.
import { isDeepStrictEqual } from 'node:util'
import {
  conflict,
  forbiddenError,
  type GroupVersionKind,
  goQuote,
  internalError,
  invalid,
  invalidError,
  type KubeObject,
  notFoundError,
  objectModified,
  unknownError,
} from '@binnacle/meta'
import { type Attempt, mayBeDone, type StoredObject, type WriteOptions } from '@binnacle/objects'
import { aTurn } from './apart/apart.ts'
import { refuseBadChange } from './check-change.ts'
import { prepareNew, putNew } from './create-stored.ts'
import { rehearsed } from './conversion/converted-tools.ts'
import { dropRepeatedOwners } from './owner-references.ts'
import { type Shown, shownAs } from './render.ts'
import { settleNamespace, wipeSystemFields } from './system-fields.ts'
import { keepManagedTimes } from './track.ts'
import { tryUntilFinal } from './try-until-final.ts'
import { admitted, besides, besidesEnd, inOrder, type Write } from './write.ts'

/** What is there. */
export interface Live {
  readonly stored: StoredObject
  /** Not to be changed. */
  readonly object: KubeObject
}

export interface Change {
  /** Makes the tracked new state; `current` undefined: there is none, and it may be created. */
  next(current: KubeObject | undefined): Promise<KubeObject> | KubeObject
  /**
   * The same of what is large, on another thread while others are served. undefined: `next` is to
   * do it.
   */
  nextApart?(live: Live | undefined): Promise<KubeObject | undefined>
  /** Bytes of what was sent. */
  readonly sentBytes?: number
  /** An apply creates whatever the kind says of PUT. */
  readonly mayCreate?: boolean
  /** A patch starts from the object itself: its uid is no precondition. */
  readonly isPatch?: boolean
  /** Written without admission and checks, as subresources do that answer by themselves. */
  readonly bare?: boolean
  /** uid of the sent object: another one refuses. */
  readonly uid?: string
  /** What admission is shown in place of the object: a view of it in another kind (scale). */
  readonly view?: AdmittedView
}

export interface AdmittedView {
  readonly kind: GroupVersionKind
  show(object: KubeObject): KubeObject
  /** Writes back what admission made of the view; throws ApiError to refuse. */
  take(object: KubeObject, view: KubeObject): void
}

export interface Outcome {
  readonly shown: Shown
  readonly created: boolean
}

export function writeOver(write: Write, change: Change): Promise<Outcome> {
  return tryUntilFinal(write, 'update', (attempt) => tryOnce(write, change, attempt))
}

async function tryOnce(
  write: Write,
  change: Change,
  attempt: Attempt,
): Promise<Outcome | undefined> {
  const { current } = attempt
  if (current === undefined) return await createInstead(write, change, attempt)
  const large = isLarge(write, change, attempt)
  const was = current.parse()
  refuseOtherUid(write, change.uid, was)
  if (large) await aTurn()
  const apart = large && (await change.nextApart?.({ stored: current, object: was }))
  const sent = apart || (await change.next(current.parse()))
  if (large) await aTurn()
  if (change.bare) return await swapBare(write, sent, attempt)
  const object = await mutated(write, change, sent, was)
  await write.kind.permit?.(object, was, write.context)
  dropRepeatedOwners(object, write.request.warnings, true)
  settleVersion(write, object, was)
  settleNamespace(object, write.def.namespaced ? write.place.namespace : '')
  prepareChange(write, object, was)
  if (large) await aTurn()
  const reservation = await write.kind.reserve?.(object, was, write.context)
  let done = false
  try {
    refuseBadChange(write, object, was)
    if (large) await aTurn()
    warn(write, object, was)
    if (large) await aTurn()
    keepManagedTimes(object, was)
    if (large) await aTurn()
    const check = asAdmitted(write, change, object, was)
    await write.tools.admission.validate(check)
    const goes = goesNow(write, object, was)
    const ordered = inOrder(write, object)
    if (write.dryRun) {
      const shown = await rehearsed(write.tools, write.def, ordered)
      return { shown: { object: () => shown }, created: false }
    }
    if (large) await aTurn()
    const stored = goes
      ? await attempt.remove(besidesEnd(check))
      : await attempt.swap(ordered, besides(check))
    if (stored === undefined) return undefined
    done = true
    await reservation?.commit()
    return { shown: goes ? { object: () => ordered } : shownAs(stored), created: false }
  } catch (error) {
    // It may have the new state, and then it holds what was reserved: a repair tells.
    done ||= mayBeDone(error)
    throw error
  } finally {
    if (!done) await reservation?.release()
  }
}

function asAdmitted(write: Write, { view }: Change, object: KubeObject, was: KubeObject) {
  if (view === undefined) return admitted(write, 'UPDATE', { object, oldObject: was })
  const shown = { object: view.show(object), oldObject: view.show(was) }
  return { ...admitted(write, 'UPDATE', shown), kind: view.kind }
}

async function mutated(
  write: Write,
  change: Change,
  sent: KubeObject,
  was: KubeObject,
): Promise<KubeObject> {
  const admission = asAdmitted(write, change, sent, was)
  const before = change.view && structuredClone(admission.object)
  await write.tools.admission.mutate(admission)
  if (change.view === undefined) return admission.object ?? sent
  if (admission.object && !isDeepStrictEqual(before, admission.object)) {
    change.view.take(sent, admission.object)
  }
  return sent
}

/** What is sent or what is there takes long to look at. */
function isLarge({ tools }: Write, { sentBytes = 0 }: Change, { current }: Attempt): boolean {
  return Math.max(sentBytes, current?.bytes.length ?? 0) >= tools.apartFromBytes
}

async function swapBare(
  write: Write,
  object: KubeObject,
  attempt: Attempt,
): Promise<Outcome | undefined> {
  if (write.dryRun) return { shown: { object: () => object }, created: false }
  const stored = await attempt.swap(object)
  return stored && { shown: shownAs(stored), created: false }
}

async function createInstead(
  write: Write,
  change: Change,
  attempt: Attempt,
): Promise<Outcome | undefined> {
  const { kind, part, tools, request } = write
  const byPut = part ? part.createOnUpdate : kind.createOnUpdate
  if (!byPut && !change.mayCreate) throw notFoundError(write.resource, write.place.name)
  refuseOtherUid(write, change.uid, undefined)
  const large = isLarge(write, change, attempt)
  const apart = large && (await change.nextApart?.(undefined))
  const sent = apart || (await change.next(undefined))
  if (large) await aTurn()
  const admission = admitted(write, 'CREATE', { object: sent })
  await tools.admission.mutate(admission)
  const object = admission.object ?? sent
  await kind.permit?.(object, undefined, write.context)
  dropRepeatedOwners(object, request.warnings, true)
  wipeSystemFields(object)
  delete object.metadata.resourceVersion
  if (large) await aTurn()
  prepareNew(write, object)
  if (large) await aTurn()
  await refuseUnlessMayCreate(write)
  const put = (draft: KubeObject, options: WriteOptions) => attempt.swap(draft, options)
  const shown = await putNew(write, object, put)
  return shown && { shown, created: true }
}

/** PUT and PATCH that create need the verb create too. */
async function refuseUnlessMayCreate({ request, tools, def, subresource }: Write): Promise<void> {
  const { info, user } = request
  const question = {
    user,
    verb: 'create',
    group: def.group,
    version: def.version,
    resource: def.resource,
    subresource,
    namespace: info.namespace,
    name: info.name,
  }
  const answer = await tools.surroundings.authorize(question)
  if (answer.decision === 'allow') return
  if (answer.error) throw internalError(answer.error)
  throw forbiddenError(def, info.name, forbiddenReason(question, answer.reason))
}

function forbiddenReason(
  question: {
    user: { name: string }
    verb: string
    resource: string
    group: string
    namespace: string
  },
  reason: string,
): string {
  const scope =
    question.namespace === ''
      ? 'at the cluster scope'
      : `in the namespace ${JSON.stringify(question.namespace)}`
  const base = `User ${JSON.stringify(question.user.name)} cannot ${question.verb} resource ${JSON.stringify(question.resource)} in API group ${JSON.stringify(question.group)} ${scope}`
  return reason === '' ? base : `${base}: ${reason}`
}

/** The reference lets its storage's own words through here. */
export function refuseOtherUid(
  write: Write,
  uid: string | undefined,
  current: KubeObject | undefined,
): void {
  const there = current?.metadata.uid ?? ''
  if (!uid || uid === there) return
  const { shape, namespace, name } = write.place
  const key = `/registry/${shape.prefix}/${namespace === '' ? '' : `${namespace}/`}${name}`
  const text = `StorageError: invalid object, Code: 4, Key: ${key}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${uid}, UID in object meta: ${there}`
  throw conflict(write.resource, name, text)
}

function settleVersion(write: Write, object: KubeObject, was: KubeObject): void {
  const sent = object.metadata.resourceVersion ?? ''
  if (!/^\d*$/.test(sent)) {
    throw unknownError(`strconv.ParseUint: parsing ${goQuote(sent)}: invalid syntax`)
  }
  if (sent === '' || sent === '0') {
    if (write.kind.unconditionalUpdate ?? true) {
      object.metadata.resourceVersion = was.metadata.resourceVersion
      return
    }
    const { group, resource } = write.resource
    const error = invalid('metadata.resourceVersion', 0, 'must be specified for an update')
    throw invalidError({ group, kind: resource }, write.place.name, [error])
  }
  if (sent !== was.metadata.resourceVersion) {
    throw conflict(write.resource, write.place.name, objectModified)
  }
}

/** What a client cannot change of the metadata, then the kind's own rules. */
function prepareChange(write: Write, object: KubeObject, was: KubeObject): void {
  const { kind, part, context } = write
  const { metadata } = object
  if (was.metadata.generation === undefined) delete metadata.generation
  else metadata.generation = was.metadata.generation
  if (part) part.prepareChange(object, was, context)
  else kind.prepareChange?.(object, was, context)
  if (!metadata.uid) metadata.uid = was.metadata.uid
  if (was.metadata.creationTimestamp) metadata.creationTimestamp = was.metadata.creationTimestamp
  if (was.metadata.deletionTimestamp) metadata.deletionTimestamp = was.metadata.deletionTimestamp
  if (was.metadata.deletionGracePeriodSeconds !== undefined) {
    metadata.deletionGracePeriodSeconds ??= was.metadata.deletionGracePeriodSeconds
  }
}

function warn({ kind, part, context, request }: Write, object: KubeObject, was: KubeObject): void {
  const texts = part ? part.warn?.(object, was, context) : kind.warn?.(object, was, context)
  request.warnings.push(...(texts ?? []))
}

/** The last finalizer went from an object that is being deleted: this write is its end. */
function goesNow({ kind }: Write, object: KubeObject, was: KubeObject): boolean {
  if ((object.metadata.finalizers ?? []).length > 0) return false
  if (was.metadata.deletionTimestamp === undefined) return false
  if ((was.metadata.deletionGracePeriodSeconds ?? 0) !== 0) return false
  return !kind.holds?.(object)
}
