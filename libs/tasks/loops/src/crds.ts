// in: definitions in the store → out: the live catalogue with what they define; their status; their end.
// Never: requests, checks of definitions.
import {
  compileCrd,
  hasCondition,
  type ResourceDef,
  withCustomResources,
} from '@binnacle/catalogue'
import type { KubeObject } from '@binnacle/meta'
import type { ResourceShape, StoredObject, Subscription } from '@binnacle/objects'
import { syncApiServices } from './crd-api-services.ts'
import { finalizeDefinition, needsCleanup } from './crd-finalize.ts'
import { nameDefinition } from './crd-names.ts'
import { settleStatus, writeStatus } from './crd-status.ts'
import { type CrdTools, definitionShape } from './crd-tools.ts'
import { KnownDefinitions } from './known-definitions.ts'
import { crdLimits } from './limits.ts'
import { DefinitionParser } from './parse-definition.ts'

export interface CrdLoop {
  /** Resolves when the catalogue holds what was defined before. */
  start(): Promise<void>
  /**
   * Makes sure that a definition that was written before this call is known here: a resource that is unknown may
   * have been defined through another replica a moment ago. false: there is no such definition.
   */
  refresh(group: string, resource: string): Promise<boolean>
  stop(): void
}

class Crds implements CrdLoop {
  private readonly tools: CrdTools
  private readonly known = new KnownDefinitions()
  private readonly parser = new DefinitionParser()
  /** Records by definition and generation, so that a change of status compiles nothing. */
  private readonly compiled = new Map<string, { key: string; defs: readonly ResourceDef[] }>()
  private readonly waiting = new Set<string>()
  private shape: ResourceShape | undefined
  private subscription: Subscription | undefined
  private stopped = false
  private working = false
  private servicesStale = true
  private timer: NodeJS.Timeout | undefined

  constructor(tools: CrdTools) {
    this.tools = tools
  }

  async start(): Promise<void> {
    this.shape = definitionShape(this.tools)
    if (this.shape === undefined) return
    await this.follow()
  }

  stop(): void {
    this.stopped = true
    this.subscription?.close()
    clearTimeout(this.timer)
  }

  async refresh(group: string, resource: string): Promise<boolean> {
    const { shape } = this
    if (shape === undefined) return false
    const name = `${resource}.${group}`
    const stored = await this.tools.store.get({ shape, namespace: '', name }, '')
    if (stored === undefined) return false
    this.take(stored)
    this.publish()
    return true
  }

  /** Lists, then watches; begins again when the watch breaks. */
  private async follow(): Promise<void> {
    const shape = this.shape as ResourceShape
    const query = { shape, namespace: '', resourceVersion: '', limit: 0, continue: '' }
    const list = await this.tools.store.list(query)
    const names = new Set<string>()
    for (const item of list.items) {
      names.add(item.name)
      this.take(item)
    }
    for (const name of [...this.known.names()]) if (!names.has(name)) this.known.delete(name)
    this.publish()
    if (this.stopped) return
    this.subscription = await this.tools.store.watch({
      shape,
      namespace: '',
      resourceVersion: String(list.revision),
      allowBookmarks: false,
    })
    this.subscription.onReady(() => this.drain())
  }

  private drain(): void {
    const { subscription } = this
    if (subscription === undefined || this.stopped) return
    try {
      for (;;) {
        const events = subscription.take(crdLimits.eventBytesMax)
        if (events.length === 0) break
        for (const { type, object, revision } of events) {
          if (object === undefined) continue
          if (type === 'DELETED') this.drop(object.name, revision)
          else if (type !== 'BOOKMARK') this.take(object)
        }
      }
      this.publish()
      subscription.onReady(() => this.drain())
    } catch (error) {
      this.tools.log(`definitions are listed again: ${(error as Error).message}`)
      subscription.close()
      this.again(() => this.follow())
    }
  }

  private again(work: () => Promise<void>): void {
    if (this.stopped) return
    this.timer = setTimeout(() => {
      work().catch((error: Error) => {
        this.tools.log(`definitions could not be read: ${error.message}`)
        this.again(work)
      })
    }, crdLimits.retryMs)
    this.timer.unref?.()
  }

  private take(item: StoredObject): void {
    const { name, revision } = item
    const before = this.known.get(name)
    if (before !== undefined && before.revision >= revision) return
    this.known.set(name, { crd: this.parser.parse(item), revision })
    this.wait(name)
  }

  private drop(name: string, revision: number): void {
    const before = this.known.get(name)
    if (before === undefined || before.revision > revision) return
    this.known.delete(name)
    this.compiled.delete(name)
    // Its names are free now: others of the group may get theirs.
    const { group } = before.crd.spec
    for (const [other, { crd }] of this.known.ofGroup(group)) {
      if (!hasCondition(crd, 'NamesAccepted')) this.wait(other)
    }
  }

  private *others(name: string, group: string): Generator<KubeObject> {
    for (const [other, { crd }] of this.known.ofGroup(group)) if (other !== name) yield crd
  }

  /** What was established stays served; what is new is served as soon as its names are free. */
  private isServed(name: string, crd: KubeObject): boolean {
    if (hasCondition(crd, 'Established')) return true
    const naming = nameDefinition(crd, this.others(name, crd.spec.group))
    return naming.namesAccepted.status === 'True'
  }

  private defsOf(name: string, crd: KubeObject): readonly ResourceDef[] {
    const { uid, generation } = crd.metadata
    const key = `${uid}/${generation}/${hasCondition(crd, 'Terminating')}`
    const before = this.compiled.get(name)
    if (before?.key === key) return before.defs
    const defs = compileCrd(crd)
    this.compiled.set(name, { key, defs })
    return defs
  }

  /** Swaps the catalogue when what is served changed. */
  private publish(): void {
    const { catalogue } = this.tools
    const served: ResourceDef[] = []
    for (const [name, { crd }] of this.known) {
      if (this.isServed(name, crd)) served.push(...this.defsOf(name, crd))
    }
    const current = catalogue.current()
    const before = new Set(current.all().filter((def) => def.custom))
    if (served.length === before.size && served.every((def) => before.has(def))) return
    this.servicesStale = true
    catalogue.swap(withCustomResources(current, served))
    this.wake()
  }

  private wait(name: string): void {
    this.waiting.add(name)
    this.wake()
  }

  private wake(): void {
    if (this.working || this.stopped) return
    this.working = true
    setImmediate(() => {
      this.work()
        .catch((error: Error) => this.tools.log(`a definition was not settled: ${error.message}`))
        .finally(() => {
          this.working = false
          const more = this.waiting.size > 0 || this.servicesStale
          if (more && !this.stopped) this.again(async () => this.wake())
        })
    })
  }

  private async work(): Promise<void> {
    for (const name of this.waiting) {
      if (this.stopped) return
      this.waiting.delete(name)
      await this.settle(name)
    }
    if (!this.servicesStale) return
    this.servicesStale = false
    try {
      await syncApiServices(
        this.tools,
        this.tools.catalogue
          .current()
          .all()
          .filter((d) => d.custom),
      )
    } catch (error) {
      this.servicesStale = true
      throw error
    }
  }

  private async settle(name: string): Promise<void> {
    const known = this.known.get(name)
    const { shape } = this
    if (known === undefined || shape === undefined) return
    try {
      if (needsCleanup(known.crd)) {
        const gone = await finalizeDefinition(this.tools, shape, name)
        if (!gone) this.later(name)
        return
      }
      const others = () => this.others(name, known.crd.spec.group)
      const { metadata, status, ...rest } = known.crd
      const probe = { ...rest, ...structuredClone({ metadata, status }) }
      if (settleStatus(probe, others(), this.tools.now())) {
        await writeStatus(this.tools, shape, name, others)
      }
    } catch (error) {
      this.later(name)
      throw error
    }
  }

  private later(name: string): void {
    if (this.stopped) return
    setTimeout(() => this.wait(name), crdLimits.finalizeEveryMs).unref?.()
  }
}

export function createCrdLoop(tools: CrdTools): CrdLoop {
  return new Crds(tools)
}
