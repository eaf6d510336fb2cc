// in: an apply patch → out: the object with the configuration merged in, created when there was none.
import { type KubeObject, type ManagedFieldsEntry, unknownError } from '@binnacle/meta'
import { serverSideApply } from '@binnacle/patch'
import { performApart } from './apart/apart.ts'
import { readDone, written } from './apart/jobs.ts'
import { plainDef } from './apart/plain-def.ts'
import { copyOf, decodeApplied } from './body.ts'
import { ConversionFault } from './conversion/ask-webhook.ts'
import { type Awaited, withConversions } from './conversion/with-conversions.ts'
import { refuseUidOfNothing } from './patch.ts'
import { readSent, type Sent } from './read-configuration.ts'
import { type Configuration, withRefusal } from './read-patch.ts'
import { setManagedFields } from './set-managed-fields.ts'
import { settlePatched } from './settle-names.ts'
import { factsApart, readOwners, textApart, writeFacts } from './track.ts'
import { inRequestVersion, toStorage } from './versions.ts'
import type { Write } from './write.ts'
import type { ReadOptions } from './write-options.ts'
import { type Live, type Outcome, writeOver } from './write-over.ts'

/** What the configuration makes of the object; undefined: nothing but perhaps other owners. */
interface Merged {
  readonly object: KubeObject | undefined
  readonly managedFields: ManagedFieldsEntry[] | undefined
}

export async function applyOver(write: Write, options: ReadOptions): Promise<Outcome> {
  const { request } = write
  const bytes = await request.body()
  const configured = await readSent(write.tools, bytes)
  const outcome = await writeOver(write, {
    sentBytes: bytes.length,
    async next(current) {
      const configuration = withRefusal(configured)
      const { object, managedFields } = await merged(write, options, configuration, current)
      configuration.refuseStrict(options.fieldValidation)
      const draft = draftOf(write, object, current)
      setManagedFields(draft, managedFields)
      return settled(write, draft, current === undefined)
    },
    async nextApart(live) {
      const draft = await draftApart(write, options, configured, live)
      return draft && settled(write, draft, live === undefined)
    },
    mayCreate: write.subresource === '' || write.part?.createOnUpdate === true,
  })
  if (options.fieldValidation === 'Warn') request.warnings.push(...configured.duplicates)
  return outcome
}

async function applied<T>(write: Write, run: (awaited: Awaited | undefined) => T): Promise<T> {
  try {
    return await withConversions(write.tools, write.def, run)
  } catch (error) {
    throw error instanceof ConversionFault ? unknownError(error.message) : error
  }
}

async function merged(
  write: Write,
  { manager, force }: ReadOptions,
  configuration: Configuration,
  current: KubeObject | undefined,
): Promise<Merged> {
  const { def } = write
  const run = (awaited: Awaited | undefined) =>
    serverSideApply({
      ...writeFacts(write, manager, awaited),
      kind: def.kind,
      live: current && copyOf(inRequestVersion(current, def)),
      applied: copyOf(configuration.object),
      force,
    })
  const { object, managedFields, changed } = await applied(write, run)
  return { object: changed ? object : undefined, managedFields }
}

/** The draft, made on another thread; undefined where it cannot be done there. */
async function draftApart(
  write: Write,
  { manager, force, fieldValidation: validation }: ReadOptions,
  configured: Sent,
  live: Live | undefined,
): Promise<KubeObject | undefined> {
  const { kind } = write.def
  const facts = factsApart(write, manager, live?.object)
  if (facts === undefined) return undefined
  const { duplicates, done: read = written(configured.object) } = configured
  const done = await performApart({
    ...{ what: 'apply', facts, kind, def: plainDef(write.def), force, validation },
    ...{ live: textApart(write, live), applied: read.object ?? '{}', floats: read.floats },
    duplicates,
  })
  if (done.object !== undefined || live === undefined) return readDone(done)
  const draft = live.stored.parse()
  setManagedFields(draft, readOwners(done.owners))
  return draft
}

function settled(write: Write, draft: KubeObject, isNew: boolean): KubeObject {
  if (isNew) refuseUidOfNothing(write, draft)
  settlePatched(write, draft)
  return draft
}

/** What only changed ownership keeps the stored object as it is. */
function draftOf(
  write: Write,
  changed: KubeObject | undefined,
  current: KubeObject | undefined,
): KubeObject {
  if (changed === undefined && current !== undefined) return current
  return toStorage(decodeApplied(changed as KubeObject, write.def), write.def)
}
