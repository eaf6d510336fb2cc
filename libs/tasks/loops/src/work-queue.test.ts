import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { WorkQueue } from './work-queue.ts'

it('works a key off once at a time, again when it was added meanwhile, and after failures', async () => {
  const done: string[] = []
  let busy = 0
  let most = 0
  let failures = 2
  const queue = new WorkQueue({
    atOnce: 2,
    onTrouble: () => undefined,
    async work(key) {
      most = Math.max(most, ++busy)
      await sleep(5)
      busy--
      if (key === 'bad' && failures-- > 0) throw new Error('not yet')
      done.push(key)
      return undefined
    },
  })
  for (const key of ['a', 'a', 'b', 'c', 'bad']) queue.add(key)
  await sleep(2)
  queue.add('a')
  await expect.poll(() => [...done].sort()).toEqual(['a', 'a', 'b', 'bad', 'c'])
  expect(most).toBe(2)
  queue.close()
  queue.add('d')
  await sleep(20)
  expect(done).not.toContain('d')
})
