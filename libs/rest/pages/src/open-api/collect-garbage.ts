// in: nothing → out: V8 has collected the garbage that there is, in short steps. Never: a long pause.
import { constants, PerformanceObserver } from 'node:perf_hooks'
import type { Rest } from './pauses.ts'

/** Asked for so much outside of the heap, V8 goes on with marking, for some milliseconds. */
const stepBytes = 1024 * 1024
/** On a heap that needs no collection there is nothing to wait for. */
const stepsMax = 100

/**
 * What a burst has left is collected sooner or later, and mostly when the next large answer asks
 * for memory: then a client waits for it. The memory is given back untouched.
 */
export async function collectGarbage(rest: Rest): Promise<void> {
  let isDone = false
  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { kind } = (entry as unknown as { readonly detail: { readonly kind: number } }).detail
      if (kind === constants.NODE_PERFORMANCE_GC_MAJOR) isDone = true
    }
  })
  observer.observe({ entryTypes: ['gc'] })
  try {
    for (let step = 0; step < stepsMax && !isDone; step++) {
      Buffer.allocUnsafeSlow(stepBytes)
      await rest()
    }
  } finally {
    observer.disconnect()
  }
}
