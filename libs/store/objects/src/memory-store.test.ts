import { describe } from 'vitest'
import { describeLists, describeObjects, describeWatches, type Subject } from './contract/index.ts'
import { createMemoryStore } from './memory-store.ts'

async function open(): Promise<Subject> {
  const store = createMemoryStore()
  return {
    store,
    compact: async (revision) => store.compact(revision),
    close: () => store.close(),
  }
}

describe('memory store', () => {
  describeObjects(open)
  describeLists(open)
  describeWatches(open)
})
