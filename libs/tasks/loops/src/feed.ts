// in: the catalogue as it changes → out: every change of every resource, told to listeners in order.
// Never: a gap; a watch that broke is begun again from the start.
import type { ResourceDef } from '@binnacle/catalogue'
import type { StoredObject, Subscription } from '@binnacle/objects'
import type { LocalClient } from '@binnacle/verbs'
import type { Listener } from './loop-tools.ts'
import { watchedResources } from './watched-resources.ts'

export interface FeedTools {
  readonly client: LocalClient
  onChange(listener: () => void): () => void
  log(message: string): void
}

interface Course {
  def: ResourceDef
  subscription: Subscription | undefined
  /** Until the initial events end: what they told. */
  seen: Set<string> | undefined
  first: boolean
  readonly told: PromiseWithResolvers<void>
  timer: NodeJS.Timeout | undefined
  closed: boolean
}

const bytesPerTurn = 1 << 20
const retryMs = 200

export class Feed {
  /** Resolves when everything that there was at the start was told. */
  readonly ready: Promise<void>
  readonly #tools: FeedTools
  readonly #listeners: readonly Listener[]
  readonly #courses = new Map<string, Course>()
  readonly #unlisten: () => void

  constructor(tools: FeedTools, listeners: readonly Listener[]) {
    this.#tools = tools
    this.#listeners = listeners
    this.#unlisten = tools.onChange(() => this.#align())
    this.#align()
    this.ready = this.#allTold()
  }

  /** Resolves when everything that this replica knows by now was told. */
  async reach(): Promise<void> {
    await this.#allTold()
    for (const course of this.#courses.values()) {
      try {
        while (this.#turn(course));
      } catch {
        // Its own flow finds out too, and begins again.
      }
    }
  }

  close(): void {
    this.#unlisten()
    for (const course of this.#courses.values()) end(course)
  }

  async #allTold(): Promise<void> {
    await Promise.all(Array.from(this.#courses.values(), ({ told }) => told.promise))
  }

  #align(): void {
    const wanted = watchedResources(this.#tools.client.catalogue())
    for (const [key, course] of this.#courses) {
      if (wanted.has(key)) continue
      end(course)
      this.#courses.delete(key)
      this.#tell((listener) => listener.retold?.(course.def, new Set()))
    }
    for (const [key, def] of wanted) {
      const course = this.#courses.get(key)
      if (course !== undefined) course.def = def
      else {
        const fresh = courseOf(def)
        this.#courses.set(key, fresh)
        void this.#open(fresh)
      }
    }
  }

  async #open(course: Course): Promise<void> {
    if (course.closed) return
    try {
      const subscription = await this.#tools.client.watch(course.def)
      if (course.closed) return subscription.close()
      course.subscription = subscription
      course.seen = new Set()
      this.#flow(course)
    } catch (error) {
      this.#again(course, error)
    }
  }

  #again(course: Course, error: unknown): void {
    this.#tools.log(`${course.def.resource} are watched again: ${(error as Error).message}`)
    course.subscription?.close()
    course.subscription = undefined
    course.timer = setTimeout(() => void this.#open(course), retryMs).unref()
  }

  /** A long list is told in turns: requests are served in between. */
  #flow(course: Course): void {
    const { subscription } = course
    if (course.closed || subscription === undefined) return
    try {
      const more = this.#turn(course)
      if (more) setImmediate(() => this.#flow(course))
      else subscription.onReady(() => this.#flow(course))
    } catch (error) {
      this.#again(course, error)
    }
  }

  /** false: there was nothing to tell. */
  #turn(course: Course): boolean {
    const events = course.subscription?.take(bytesPerTurn) ?? []
    for (const { type, object, initialEventsEnd } of events) {
      if (initialEventsEnd && course.seen !== undefined) {
        const { seen, def } = course
        course.seen = undefined
        if (!course.first) this.#tell((listener) => listener.retold?.(def, seen))
        course.first = false
        course.told.resolve()
      }
      if (object !== undefined && type !== 'BOOKMARK') this.#pass(course, type, object)
    }
    return events.length > 0
  }

  #pass({ def, seen }: Course, type: string, object: StoredObject): void {
    seen?.add(`${object.namespace}/${object.name}`)
    if (type === 'DELETED') this.#tell((listener) => listener.gone(def, object))
    else this.#tell((listener) => listener.changed(def, object, type === 'ADDED'))
  }

  /** One listener that fails keeps nobody else from hearing. */
  #tell(say: (listener: Listener) => void): void {
    for (const listener of this.#listeners) {
      try {
        say(listener)
      } catch (error) {
        this.#tools.log(`a loop could not take a change: ${(error as Error).message}`)
      }
    }
  }
}

function courseOf(def: ResourceDef): Course {
  return {
    def,
    subscription: undefined,
    seen: undefined,
    first: true,
    told: Promise.withResolvers(),
    timer: undefined,
    closed: false,
  }
}

function end(course: Course): void {
  course.closed = true
  course.told.resolve()
  clearTimeout(course.timer)
  course.subscription?.close()
}
