import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { Turns } from './turns.ts'

function work(ms: number): void {
  const until = performance.now() + ms
  while (performance.now() < until);
}

it('begins at once what fits into a turn, and the rest in order while the loop turns', async () => {
  const turns = new Turns(5)
  const connection = {}
  const begun: number[] = []
  for (let number = 0; number < 40; number++) {
    turns.enter(performance.now(), connection, () => {
      begun.push(number)
      work(1)
    })
  }
  expect(begun.length).toBeGreaterThan(0)
  expect(begun.length).toBeLessThan(8)
  let rounds = 0
  while (turns.waiting > 0) {
    const before = begun.length
    await nextTurn()
    expect(begun.length - before).toBeLessThan(14)
    rounds++
  }
  expect(rounds).toBeGreaterThan(2)
  expect(begun).toEqual([...Array(40).keys()])
  // The turn in which the last began has no time left: the next one has.
  await nextTurn()
  await nextTurn()
  turns.enter(performance.now(), connection, () => begun.push(40))
  expect(begun.length).toBe(41)
})

it('lets one request of another connection pass hundreds that wait, and keeps each order', async () => {
  const turns = new Turns(5)
  const [flood, second, third] = [{}, {}, {}]
  const begun: string[] = []
  const enter = (connection: object, name: string) =>
    turns.enter(performance.now(), connection, () => {
      begun.push(name)
      work(0.2)
    })
  turns.enter(performance.now(), flood, () => work(6))
  for (let number = 0; number < 200; number++) enter(flood, `f${number}`)
  enter(second, 's0')
  enter(third, 't0')
  enter(second, 's1')
  while (turns.waiting > 0) await nextTurn()
  expect(begun.slice(0, 6)).toEqual(['f0', 's0', 't0', 'f1', 's1', 'f2'])
  expect(begun.filter((name) => name.startsWith('f'))).toEqual(
    [...Array(200).keys()].map((number) => `f${number}`),
  )
})
