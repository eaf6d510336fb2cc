// in: an apply patch → out: the object with the configuration merged in, created when there was none.
import { type KubeObject, type ManagedFieldsEntry, unknownError } from '@binnacle/meta'
import { parseObject } from '@binnacle/objects'
import { serverSideApply } from '@binnacle/patch'
import { apartFromBytes, performApart } from './apart/apart.ts'
import { copyOf, decodeApplied } from './body.ts'
import { ConversionFault } from './conversion/ask-webhook.ts'
import { type Awaited, withConversions } from './conversion/with-conversions.ts'
import { refuseUidOfNothing, settlePatched } from './patch.ts'
import { type Configuration, readApply, withRefusal } from './read-patch.ts'
import { factsApart, inRequestVersion, setManagedFields, writeFacts } from './track.ts'
import { toStorage } from './versions.ts'
import type { Write } from './write.ts'
import type { ReadOptions } from './write-options.ts'
import { type Outcome, writeOver } from './write-over.ts'

/** What the configuration makes of the object; undefined: nothing but perhaps other owners. */
interface Merged {
  readonly object: KubeObject | undefined
  readonly managedFields: ManagedFieldsEntry[] | undefined
}

export async function applyOver(write: Write, options: ReadOptions): Promise<Outcome> {
  const { request } = write
  const bytes = await request.body()
  const configuration = bytes.length < apartFromBytes ? readApply(bytes) : await readApart(bytes)
  const outcome = await writeOver(write, {
    async next(current, large) {
      const apart = large ? await mergedApart(write, options, configuration, current) : undefined
      const { object, managedFields } =
        apart ?? (await merged(write, options, configuration, current))
      configuration.refuseStrict(options.fieldValidation)
      const draft = draftOf(write, object, current)
      setManagedFields(draft, managedFields)
      if (current === undefined) refuseUidOfNothing(write, draft)
      settlePatched(write, draft)
      return draft
    },
    mayCreate: write.subresource === '' || write.part?.createOnUpdate === true,
  })
  if (options.fieldValidation === 'Warn') request.warnings.push(...configuration.warnings)
  return outcome
}

async function applied<T>(write: Write, run: (awaited: Awaited | undefined) => T): Promise<T> {
  try {
    return await withConversions(write.tools, write.def, run)
  } catch (error) {
    throw error instanceof ConversionFault ? unknownError(error.message) : error
  }
}

async function readApart(bytes: Uint8Array): Promise<Configuration> {
  const { object = '{}', duplicates = [] } = await performApart({ what: 'read', bytes })
  return withRefusal({ object: parseObject(object), duplicates })
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

/** The same on another thread; undefined where it cannot be done there. */
async function mergedApart(
  write: Write,
  { manager, force }: ReadOptions,
  configuration: Configuration,
  current: KubeObject | undefined,
): Promise<Merged | undefined> {
  const { def } = write
  const facts = factsApart(write, manager, current)
  if (facts === undefined) return undefined
  const live = current && JSON.stringify(inRequestVersion(current, def))
  const applied = JSON.stringify(configuration.object)
  const job = { what: 'apply', facts, kind: def.kind, force, live, applied } as const
  const { object, managedFields } = await performApart(job)
  return { object: object === undefined ? undefined : parseObject(object), managedFields }
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
