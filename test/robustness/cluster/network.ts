// in: names of nodes → out: a network where any two can be parted; loopback addresses without root.
import { spawnSync } from 'node:child_process'
import { networkInterfaces } from 'node:os'

export interface Network {
  /** Whether cuts and losses work: namespaces of the kernel, as root. */
  readonly real: boolean
  addressOf(node: string): string
  /** What to put before a command line so that it runs at the node. */
  at(node: string): readonly string[]
  /** Of what `from` sends to `to`, so much is lost; 1 is a cut. Other direction untouched. */
  lose(from: string, to: string, part: number): void
  /** Everything that a node sends squeezes through so many kbit/s: queues, and so delays. */
  narrow(node: string, kilobits: number): void
  /** Undoes all of the above. */
  heal(): void
  remove(): void
}

/** The one who runs the tests: it has an address, too. */
export const outside = 'clients'

function ip(...args: string[]): void {
  const done = spawnSync('ip', args, { encoding: 'utf8' })
  if (done.status !== 0) throw new Error(`ip ${args.join(' ')}: ${done.stderr || done.error}`)
}

/** undefined: it works; else why not. */
export function whyNoNamespaces(): string | undefined {
  if (process.getuid?.() !== 0) return 'not root'
  const name = `bn-robust-try-${process.pid}`
  try {
    ip('netns', 'add', name)
    const rule = ['netns', 'exec', name, 'iptables', '-L']
    const filters = spawnSync('ip', rule).status === 0
    return filters ? undefined : 'no iptables'
  } catch (error) {
    return (error as Error).message
  } finally {
    spawnSync('ip', ['netns', 'del', name])
  }
}

function loopback(nodes: readonly string[], net: number): Network {
  const numbers = new Map([outside, ...nodes].map((node, i) => [node, i + 10]))
  const nothing = (): void => {}
  return {
    real: false,
    addressOf: (node) => `127.${100 + (net % 100)}.0.${numbers.get(node)}`,
    at: () => [],
    lose: nothing,
    narrow: nothing,
    heal: nothing,
    remove: nothing,
  }
}

const nets = 250

/** Several runs may share the machine: the first net from `wished` on that none of them has. */
function freeNet(wished: number): number {
  const taken = new Set<number>()
  for (const addresses of Object.values(networkInterfaces())) {
    for (const { address } of addresses ?? []) {
      const [, net] = /^198\.18\.(\d+)\./.exec(address) ?? []
      if (net !== undefined) taken.add(Number(net))
    }
  }
  for (let step = 0; step < nets; step++) {
    const net = (wished + step) % nets
    if (!taken.has(net)) return net
  }
  throw new Error(`all ${nets} networks of 198.18.0.0/16 are taken`)
}

/** A switch in a namespace of its own, so that the machine's filters do not matter. */
export function createNetwork(nodes: readonly string[], real: boolean): Network {
  const net = freeNet(process.pid % nets)
  if (!real) return loopback(nodes, net)
  const id = `${process.pid % 100_000}`
  const spaceOf = (node: string): string => `bn-robust-${id}-${node}`
  const hub = spaceOf('switch')
  const numbers = new Map([outside, ...nodes].map((node, i) => [node, i + 10]))
  const addressOf = (node: string): string => `198.18.${net}.${numbers.get(node)}`
  const inside = (node: string, program: string, ...args: string[]): void =>
    ip('netns', 'exec', spaceOf(node), program, ...args)
  const remove = (): void => {
    for (const node of ['switch', ...nodes]) spawnSync('ip', ['netns', 'del', spaceOf(node)])
    spawnSync('ip', ['link', 'del', `bnr${id}h10`])
  }
  try {
    ip('netns', 'add', hub)
    ip('-n', hub, 'link', 'add', 'switch', 'type', 'bridge')
    ip('-n', hub, 'link', 'set', 'switch', 'up')
    for (const [node, number] of numbers) {
      const [here, there] = [`bnr${id}h${number}`, `bnr${id}s${number}`]
      ip('link', 'add', here, 'type', 'veth', 'peer', 'name', there)
      ip('link', 'set', there, 'netns', hub)
      ip('-n', hub, 'link', 'set', there, 'master', 'switch', 'up')
      const space: string[] = []
      if (node !== outside) {
        ip('netns', 'add', spaceOf(node))
        ip('link', 'set', here, 'netns', spaceOf(node))
        space.push('-n', spaceOf(node))
        ip(...space, 'link', 'set', 'lo', 'up')
      }
      ip(...space, 'address', 'add', `${addressOf(node)}/24`, 'dev', here)
      ip(...space, 'link', 'set', here, 'up')
    }
  } catch (error) {
    remove()
    throw error
  }
  const narrowed = new Set<string>()
  return {
    real: true,
    addressOf,
    at: (node) => ['ip', 'netns', 'exec', spaceOf(node)],
    lose(from, to, part) {
      // At the receiver, so that the sender notices nothing; only the tests' own side is left alone.
      const [node, chain, flag, other] =
        to === outside ? [from, 'OUTPUT', '-d', to] : [to, 'INPUT', '-s', from]
      const some =
        part < 1 ? ['-m', 'statistic', '--mode', 'random', '--probability', `${part}`] : []
      inside(node, 'iptables', '-A', chain, flag, addressOf(other), ...some, '-j', 'DROP')
    },
    narrow(node, kilobits) {
      const link = `bnr${id}h${numbers.get(node)}`
      const shape = ['rate', `${kilobits}kbit`, 'burst', '6kb', 'latency', '400ms']
      inside(node, 'tc', 'qdisc', 'replace', 'dev', link, 'root', 'tbf', ...shape)
      narrowed.add(node)
    },
    heal() {
      for (const node of nodes) inside(node, 'iptables', '-F')
      for (const node of narrowed) {
        inside(node, 'tc', 'qdisc', 'del', 'dev', `bnr${id}h${numbers.get(node)}`, 'root')
      }
      narrowed.clear()
    },
    remove,
  }
}
