// in: the store and whose turn it is → out: what leaked of addresses and ports mended, now and then.
// Never: two replicas at once, as far as they know of each other; both together do no harm.
import { type RepairReport, ServiceRepair, type Surroundings } from '@binnacle/kinds'

const everyMs = 180_000
/** A restart finds what the last run left. */
const firstMs = 10_000

export interface RepairTools {
  readonly surroundings: Surroundings
  /** Asked before each pass. */
  isOurTurn(): boolean
  now(): Date
  log(message: string): void
  /** Milliseconds to the first pass, and between two. */
  readonly pace?: { readonly firstMs: number; readonly everyMs: number }
}

export interface RepairLoop {
  /** One pass at once, whoever's turn it is. */
  pass(): Promise<void>
  close(): void
}

export function repairServices(tools: RepairTools): RepairLoop {
  const pace = tools.pace ?? { firstMs, everyMs }
  let repair = new ServiceRepair(tools.surroundings)
  let closed = false
  let timer: NodeJS.Timeout | undefined

  async function pass(): Promise<void> {
    try {
      report(await repair.pass(tools.now()), tools.log)
    } catch (error) {
      tools.log(`the repair of service addresses and ports failed: ${(error as Error).message}`)
    }
  }

  async function turn(): Promise<void> {
    // What was seen before another replica's turn counts no more.
    if (tools.isOurTurn()) await pass()
    else repair = new ServiceRepair(tools.surroundings)
    wait(pace.everyMs)
  }

  function wait(ms: number): void {
    if (!closed) timer = setTimeout(() => void turn(), ms).unref()
  }

  wait(pace.firstMs)
  return {
    pass,
    close() {
      closed = true
      clearTimeout(timer)
    },
  }
}

const words: Readonly<Record<keyof RepairReport, string>> = {
  freedPorts: 'node ports without a service freed',
  retakenPorts: 'node ports of services taken again',
  freedAddresses: 'addresses without a service freed',
  retakenAddresses: 'addresses of services taken again',
}

function report(done: RepairReport, log: (message: string) => void): void {
  for (const [what, word] of Object.entries(words)) {
    const list = done[what as keyof RepairReport]
    if (list.length > 0)
      log(`${word}: ${list.slice(0, 20).join(', ')}${list.length > 20 ? ', …' : ''}`)
  }
}
