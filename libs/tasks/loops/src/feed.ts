// in: the catalogue as it changes → out: every change of every resource, told to listeners in order.
// Never: a gap; a watch that broke is begun again from the start.
import type { ResourceDef } from '@binnacle/catalogue'
import type { StoredObject, Subscription } from '@binnacle/objects'
import type { LocalClient } from '@binnacle/verbs'
import type { Listener } from './loop-tools.ts'
import { watchedResources } from './watched-resources.ts'

export interface Feed {
  /** Resolves when everything that there was at the start was told. */
  readonly ready: Promise<void>
  /** Resolves when everything that this replica knows by now was told. */
  reach(): Promise<void>
  close(): void
}

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

export function createFeed(tools: FeedTools, listeners: readonly Listener[]): Feed {
  const courses = new Map<string, Course>()
  let closed = false

  function align(): void {
    const wanted = watchedResources(tools.client.catalogue())
    for (const [key, course] of courses) {
      if (wanted.has(key)) continue
      end(course)
      courses.delete(key)
      tell((listener) => listener.retold?.(course.def, new Set()))
    }
    for (const [key, def] of wanted) {
      const course = courses.get(key)
      if (course !== undefined) course.def = def
      else {
        const fresh = courseOf(def)
        courses.set(key, fresh)
        void open(fresh)
      }
    }
  }

  async function open(course: Course): Promise<void> {
    if (course.closed) return
    try {
      const subscription = await tools.client.watch(course.def)
      if (course.closed) return subscription.close()
      course.subscription = subscription
      course.seen = new Set()
      flow(course)
    } catch (error) {
      tools.log(`${course.def.resource} cannot be watched: ${(error as Error).message}`)
      course.timer = setTimeout(() => void open(course), retryMs).unref()
    }
  }

  /** A long list is told in turns: requests are served in between. */
  function flow(course: Course): void {
    const { subscription } = course
    if (course.closed || subscription === undefined) return
    try {
      const more = turn(course)
      if (more) setImmediate(() => flow(course))
      else subscription.onReady(() => flow(course))
    } catch (error) {
      tools.log(`${course.def.resource} is watched again: ${(error as Error).message}`)
      subscription.close()
      course.subscription = undefined
      course.timer = setTimeout(() => void open(course), retryMs).unref()
    }
  }

  function turn(course: Course): boolean {
    const events = course.subscription?.take(bytesPerTurn) ?? []
    for (const { type, object, initialEventsEnd } of events) {
      if (initialEventsEnd && course.seen !== undefined) {
        const { seen, def } = course
        course.seen = undefined
        if (!course.first) tell((listener) => listener.retold?.(def, seen))
        course.first = false
        course.told.resolve()
      }
      if (object !== undefined && type !== 'BOOKMARK') pass(course, type, object)
    }
    return events.length > 0
  }

  function pass(course: Course, type: string, object: StoredObject): void {
    const { def, seen } = course
    seen?.add(`${object.namespace}/${object.name}`)
    if (type === 'DELETED') tell((listener) => listener.gone(def, object))
    else tell((listener) => listener.changed(def, object, type === 'ADDED'))
  }

  /** One listener that fails keeps nobody else from hearing. */
  function tell(say: (listener: Listener) => void): void {
    for (const listener of listeners) {
      try {
        say(listener)
      } catch (error) {
        tools.log(`a loop could not take a change: ${(error as Error).message}`)
      }
    }
  }

  function drain(course: Course): void {
    try {
      while (turn(course));
    } catch {
      // Its own flow finds out too, and begins again.
    }
  }

  const unlisten = tools.onChange(() => closed || align())
  align()
  return {
    ready: allTold(courses),
    async reach() {
      await allTold(courses)
      for (const course of courses.values()) drain(course)
    },
    close() {
      closed = true
      unlisten()
      for (const course of courses.values()) end(course)
    },
  }
}

async function allTold(courses: ReadonlyMap<string, Course>): Promise<void> {
  await Promise.all(Array.from(courses.values(), ({ told }) => told.promise))
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
