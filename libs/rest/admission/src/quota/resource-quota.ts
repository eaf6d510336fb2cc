// in: a write in a namespace with quotas → out: their new usage, to be stored in the same transaction.
import type { KubeObject } from '@binnacle/meta'
import type { AdmissionStep, Admitted } from '../step.ts'
import { chargeQuotas } from './charge.ts'
import { evaluatorOf } from './other-evaluators.ts'

const quotas = { group: '', resource: 'resourcequotas' }

/** As etcd has them now: a refusal and a charge both rest on what nobody has changed since. */
async function quotasOf(write: Admitted): Promise<KubeObject[]> {
  const { surroundings, namespace } = write
  const known = surroundings.lookUpAll(quotas, namespace)[Symbol.iterator]().next()
  if (known.done) return []
  const def = surroundings.catalogue
    .current()
    .resource({ group: '', version: 'v1' }, 'resourcequotas')
  if (def === undefined) return []
  const found = await surroundings.store.list({
    shape: surroundings.shapeOf(def),
    namespace,
    resourceVersion: '',
    limit: 0,
    continue: '',
  })
  return Array.from(found.items, (item) => item.parse())
}

export const resourceQuota: AdmissionStep = {
  name: 'ResourceQuota',
  handles: ['CREATE', 'UPDATE'],
  async validate(write) {
    const { surroundings, def, namespace, object } = write
    if (namespace === '' || object === undefined || !def.namespaced) return
    const evaluator = evaluatorOf(def)
    if (evaluator === undefined || !evaluator.handles(write)) return
    const changed = chargeQuotas(write, await quotasOf(write), evaluator, new Date())
    if (write.dryRun || changed.length === 0) return
    const quotaDef = surroundings.catalogue
      .current()
      .resource({ group: '', version: 'v1' }, 'resourcequotas')
    if (quotaDef === undefined) return
    const shape = surroundings.shapeOf(quotaDef)
    for (const quota of changed) {
      const place = { shape, namespace, name: quota.metadata.name as string }
      const revision = Number(quota.metadata.resourceVersion)
      write.companions.push({ place, revision, object: quota })
    }
  },
}
