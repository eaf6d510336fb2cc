// in: replicas of one cluster → out: one of them keeps it alive: namespaces, owners, quotas, accounts.
// Never: anything that the API does not offer.
import { accountLoop } from './account-loop.ts'
import { Feed } from './feed.ts'
import { GcLoop } from './gc-loop.ts'
import { Leader } from './leader.ts'
import type { LoopTools } from './loop-tools.ts'
import { namespaceLoop } from './namespace-loop.ts'
import { protectionLoop } from './protection-loop.ts'
import { quotaLoop } from './quota-loop.ts'
import { tokenLoop } from './token-loop.ts'

/** `holder`: who this replica is, told apart from all others that ever were. */
export function createStandalone(tools: LoopTools, holder: string): Leader {
  const client = tools.clientAs('leader-election-controller')
  const { now, log } = tools
  return new Leader({ client, holder, now, log, lead: () => runLoops(tools) })
}

/** Returns how to end them. */
export function runLoops(tools: LoopTools): () => void {
  const gc = new GcLoop(tools)
  const others = [accountLoop, namespaceLoop, quotaLoop, protectionLoop, tokenLoop]
  const loops = [...others.map((make) => make(tools)), gc]
  const client = tools.clientAs('generic-garbage-collector')
  const onChange = (listener: () => void) => tools.catalogue.onChange(listener)
  const feed = new Feed({ client, onChange, log: tools.log }, loops)
  void feed.ready.then(() => gc.begin(() => feed.reach()))
  return () => {
    feed.close()
    for (const loop of loops) loop.close()
  }
}
