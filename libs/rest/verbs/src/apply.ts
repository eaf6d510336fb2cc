// in: an apply patch → out: the object with the configuration merged in, created when there was none.
import { type KubeObject, unknownError } from '@binnacle/meta'
import { serverSideApply } from '@binnacle/patch'
import { copyOf, decodeApplied } from './body.ts'
import { ConversionFault } from './conversion/ask-webhook.ts'
import { type Awaited, withConversions } from './conversion/with-conversions.ts'
import { refuseUidOfNothing, settlePatched } from './patch.ts'
import { readApply } from './read-patch.ts'
import { inRequestVersion, setManagedFields, writeFacts } from './track.ts'
import { toStorage } from './versions.ts'
import type { Write } from './write.ts'
import type { ReadOptions } from './write-options.ts'
import { type Outcome, writeOver } from './write-over.ts'

export async function applyOver(write: Write, options: ReadOptions): Promise<Outcome> {
  const { request, def } = write
  const configuration = readApply(await request.body())
  const outcome = await writeOver(write, {
    async next(current) {
      const run = (awaited: Awaited | undefined) =>
        serverSideApply({
          ...writeFacts(write, options.manager, awaited),
          kind: def.kind,
          live: current && copyOf(inRequestVersion(current, def)),
          applied: copyOf(configuration.object),
          force: options.force,
        })
      const { object, managedFields, changed } = await applied(write, run)
      configuration.refuseStrict(options.fieldValidation)
      const draft = draftOf(write, changed ? object : undefined, current)
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

/** What only changed ownership keeps the stored object as it is. */
function draftOf(
  write: Write,
  merged: KubeObject | undefined,
  current: KubeObject | undefined,
): KubeObject {
  if (merged === undefined && current !== undefined) return current
  return toStorage(decodeApplied(merged as KubeObject, write.def), write.def)
}
