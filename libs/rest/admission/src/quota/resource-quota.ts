// in: a write in a namespace with quotas → out: their new usage, to be stored in the same transaction.
import type { Surroundings } from '@binnacle/kinds'
import type { KubeObject } from '@binnacle/meta'
import type { AdmissionStep, Admitted } from '../step.ts'
import { type Charging, type Costs, costsOf, refundOf, refusedBy } from './charge.ts'
import { type KnownQuota, Ledger } from './ledger.ts'
import { readLimitedResources } from './limited-resources.ts'
import { evaluatorOf } from './other-evaluators.ts'
import { QuotaCharge, type QuotaSource } from './quota-charge.ts'

const quotas = { group: '', resource: 'resourcequotas' }

/** What somebody who keeps the quotas' status adds: without it, a controller elsewhere does. */
export interface QuotaKeeper {
  /** Counts again what a quota holds; true: that changed something. */
  recount(namespace: string, name: string): Promise<boolean>
}

export function resourceQuota(configuration?: unknown, keeper?: QuotaKeeper): AdmissionStep {
  const limited = readLimitedResources(configuration)
  const ledgers = new Map<string, Ledger>()
  return {
    name: 'ResourceQuota',
    handles: keeper ? ['CREATE', 'UPDATE', 'DELETE'] : ['CREATE', 'UPDATE'],
    async validate(write) {
      const { def, namespace, dryRun } = write
      if (namespace === '' || !def.namespaced) return
      if (limited.length === 0 && hasNone(write)) return
      const evaluator = evaluatorOf(def)
      if (evaluator === undefined) return
      const source = sourceOf(write, ledgers, keeper)
      const known = source.known()
      const charging = { evaluator, limited, now: new Date() }
      const { oldObject } = write
      if (keeper && oldObject && !dryRun && write.subresource === '') {
        const back = (now: readonly KubeObject[]) => refundOf(oldObject, now, charging, write)
        if (back(bare(known)).size > 0) write.refund = new QuotaCharge(write, source, back, true)
      }
      if (write.object === undefined || write.operation === 'DELETE') return
      if (!evaluator.handles(write)) return
      await charge(write, source, charging, known)
    },
  }
}

/** Most namespaces have no quota. */
function hasNone({ surroundings, namespace }: Admitted): boolean {
  for (const _ of surroundings.lookUpAll(quotas, namespace)) return false
  return true
}

async function charge(
  write: Admitted,
  source: QuotaSource,
  charging: Charging,
  known: readonly KnownQuota[],
): Promise<void> {
  const costs = (now: readonly KubeObject[]) => costsOf(write, now, charging)
  const needed = await untilRoom(write, source, costs, known)
  if (needed && !write.dryRun) write.charge = new QuotaCharge(write, source, costs, false)
}

/** Whether it costs anything; throws when what etcd has leaves no room for it. */
async function untilRoom(
  write: Admitted,
  source: QuotaSource,
  costs: (now: readonly KubeObject[]) => Costs,
  known: readonly KnownQuota[],
): Promise<boolean> {
  let now = bare(known)
  for (let looks = 0; ; looks++) {
    try {
      const cost = costs(now)
      const refused = refusedBy(write, now, cost)
      if (refused === undefined) return cost.size > 0
      if (looks > 0 && !(looks < looksMax && (await source.recount(refused.quota)))) {
        throw refused.error
      }
    } catch (error) {
      const name = looks < looksMax && unknownStatus.exec((error as Error).message)?.[1]
      if (looks > 0 && !(name && (await source.recount(name)))) throw error
    }
    now = bare(await source.fresh())
  }
}

function bare(known: readonly KnownQuota[]): KubeObject[] {
  return known.map(({ quota }) => quota)
}

const looksMax = 8
const unknownStatus = /status unknown for quota: ([^,\s]+),/

function sourceOf(
  { surroundings, namespace }: Admitted,
  ledgers: Map<string, Ledger>,
  keeper: QuotaKeeper | undefined,
): QuotaSource {
  let ledger = ledgers.get(namespace)
  const cached = () => surroundings.lookUpAll(quotas, namespace)
  if (ledger === undefined) {
    ledger = new Ledger()
    keep(ledgers, namespace, ledger)
  }
  const own = ledger
  return {
    ledger: own,
    known: () => own.newest(cached()),
    fresh: async () => own.newest(await listQuotas(surroundings, namespace)),
    placeOf: (name) => ({ shape: shapeOfQuotas(surroundings), namespace, name }),
    recount: async (name) => (await keeper?.recount(namespace, name)) ?? false,
  }
}

const ledgersMax = 1_000

function keep(ledgers: Map<string, Ledger>, namespace: string, ledger: Ledger): void {
  if (ledgers.size >= ledgersMax) {
    for (const [name, { idle }] of ledgers) if (idle) ledgers.delete(name)
  }
  ledgers.set(namespace, ledger)
}

function shapeOfQuotas(surroundings: Surroundings) {
  const def = surroundings.catalogue
    .current()
    .resource({ group: '', version: 'v1' }, quotas.resource)
  if (def === undefined) throw new Error('there is no resource of quotas')
  return surroundings.shapeOf(def)
}

async function listQuotas(surroundings: Surroundings, namespace: string): Promise<KubeObject[]> {
  const found = await surroundings.store.list({
    shape: shapeOfQuotas(surroundings),
    namespace,
    resourceVersion: '',
    limit: 0,
    continue: '',
  })
  return Array.from(found.items, (item) => item.view())
}
