// in: flow schemas and priority levels as they change → out: the class of each request, and levels with
// seats that borrow from each other. Never: a moment without exempt and catch-all.
import type { HeaderList, Identified } from '@binnacle/exchange'
import type { KubeObject } from '@binnacle/meta'
import { imaginedLevels, imaginedSchemas } from './bootstrap-levels.ts'
import { dealHand } from './deal-hand.ts'
import { Level } from './level.ts'
import { levelSpec } from './level-spec.ts'
import { SchemaCounts } from './schema-counts.ts'
import { type SchemaMatch, schemaMatch } from './schema-match.ts'
import { shareSeats } from './share-seats.ts'

export interface FlowClass {
  readonly schema: SchemaMatch
  readonly level: Level
  readonly counts: SchemaCounts
  /** What the reply says of it. */
  readonly headers: HeaderList
  /** The queues that its flow may wait in; undefined: the level has none. */
  readonly hand: readonly number[] | undefined
  /** What tells its flow from others of the schema. */
  readonly flow: string
}

const classesMax = 16_384

export class FlowController {
  readonly levels = new Map<string, Level>()
  /** How much of its wish a level gets that no bound holds. */
  fairFraction = 0
  readonly #total: number
  readonly #counts = new Map<string, SchemaCounts>()
  readonly #classes = new Map<string, FlowClass>()
  #schemas: SchemaMatch[] = []
  #part = 1

  /** `total`: seats of the server, of reads and writes together. */
  constructor(total: number) {
    this.#total = total
    this.reload([], [])
  }

  get counts(): Iterable<SchemaCounts> {
    return this.#counts.values()
  }

  reload(schemas: readonly KubeObject[], levels: readonly KubeObject[]): void {
    const nowMs = performance.now()
    const gone = new Set(this.levels.keys())
    for (const object of [...imaginedLevels, ...levels]) {
      const spec = levelSpec(object)
      if (spec === undefined) continue
      gone.delete(spec.name)
      const level = this.levels.get(spec.name)
      if (level === undefined) this.levels.set(spec.name, new Level(spec, nowMs))
      else {
        level.spec = spec
        level.quiescing = false
      }
    }
    for (const name of gone) (this.levels.get(name) as Level).quiescing = true
    this.#reap()
    const byName = new Map<string, SchemaMatch>()
    for (const object of [...imaginedSchemas, ...schemas]) {
      const schema = schemaMatch(object)
      byName.set(schema.name, schema)
    }
    this.#schemas = [...byName.values()]
      .filter(({ level }) => this.levels.get(level)?.quiescing === false)
      .sort((a, b) => a.precedence - b.precedence || (a.name < b.name ? -1 : 1))
    this.#classes.clear()
    let shares = 0
    for (const { spec } of this.levels.values()) shares += spec.shares
    for (const level of this.levels.values()) level.divide(this.#total, shares)
    this.borrow()
  }

  /** Shares the seats anew by what was wanted since the last time. */
  borrow(): void {
    const nowMs = performance.now()
    this.#reap()
    const levels = [...this.levels.values()]
    for (const { queues } of levels) queues.demand.turn(nowMs)
    const limited = levels.filter(({ spec }) => !spec.exempt)
    const sum = (of: readonly Level[], number: (level: Level) => number) =>
      of.reduce((total, level) => total + number(level), 0)
    const nominal = sum(levels, (level) => level.nominal)
    const exempt = levels.filter(({ spec }) => spec.exempt)
    for (const level of exempt) level.current = level.leastNow
    for (const level of limited) {
      level.target = Math.max(level.leastNow, level.queues.demand.smoothed)
    }
    this.#divide(limited, {
      nominal,
      left: nominal - sum(exempt, (level) => level.current),
      least: sum(limited, (level) => level.least),
      leastNow: sum(limited, (level) => level.leastNow),
    })
    for (const level of levels) level.apply(this.#part)
  }

  #divide(
    limited: readonly Level[],
    { nominal, left, least, leastNow }: Record<'nominal' | 'left' | 'least' | 'leastNow', number>,
  ): void {
    this.fairFraction = 0
    if (left <= least) for (const level of limited) level.current = level.least
    else if (left <= leastNow) {
      const part = (left - least) / (leastNow - least)
      for (const level of limited) {
        level.current = level.least + Math.round((level.leastNow - level.least) * part)
      }
    } else {
      // Upstream shares out all seats here, those of the exempt too: who is exempt is not counted.
      const shared = shareSeats(
        nominal,
        limited.map((level) => ({ target: level.target, least: level.leastNow, most: level.most })),
      )
      if (shared === undefined) return
      this.fairFraction = shared.fraction
      limited.forEach((level, index) => {
        level.current = Math.round(shared.seats[index] as number)
      })
    }
  }

  /** See strain. */
  strain(part: number): void {
    this.#part = part
    for (const level of this.levels.values()) level.apply(part)
  }

  classify(request: Identified): FlowClass {
    const { info, user } = request
    const what = info.isResourceRequest
      ? `${info.group}/${info.resource}/${info.subresource}/${info.namespace}`
      : info.path
    const key = `${info.verb} ${what}\0${user.name}\0${user.groups.join('\0')}`
    const known = this.#classes.get(key)
    if (known !== undefined) return known
    const found = this.#classOf(request)
    if (this.#classes.size >= classesMax) this.#classes.clear()
    this.#classes.set(key, found)
    return found
  }

  #classOf({ info, user }: Identified): FlowClass {
    const schema = (this.#schemas.find((one) => one.matches(info, user)) ??
      this.#schemas.find(({ name }) => name === 'catch-all')) as SchemaMatch
    const level = this.levels.get(schema.level) as Level
    const { queuing } = level.spec
    const { distinguish } = schema
    const flow =
      distinguish === 'ByUser' ? user.name : distinguish === undefined ? '' : info.namespace
    return {
      schema,
      level,
      counts: this.#countsOf(level.spec.name, schema.name),
      headers: [
        ['X-Kubernetes-PF-FlowSchema-UID', schema.uid],
        ['X-Kubernetes-PF-PriorityLevel-UID', level.spec.uid],
      ],
      flow,
      hand: queuing && dealHand(schema.name, flow, queuing.queues, queuing.handSize),
    }
  }

  #countsOf(level: string, schema: string): SchemaCounts {
    const key = `${level}\0${schema}`
    const known = this.#counts.get(key) ?? new SchemaCounts(level, schema)
    this.#counts.set(key, known)
    return known
  }

  #reap(): void {
    for (const [name, level] of this.levels) {
      if (level.quiescing && level.queues.isIdle) this.levels.delete(name)
    }
  }
}
