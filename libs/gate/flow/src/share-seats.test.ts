import { expect, it } from 'vitest'
import { shareSeats } from './share-seats.ts'

it('gives all the same part of their wish, within bounds', () => {
  const wishes = [
    { target: 10, least: 0, most: 100 },
    { target: 30, least: 0, most: 100 },
  ]
  expect(shareSeats(80, wishes)).toEqual({ seats: [20, 60], fraction: 2 })
  const bounded = [...wishes, { target: 20, least: 20, most: 25 }]
  expect(shareSeats(85, bounded)?.seats).toEqual([15, 45, 25])
  expect(shareSeats(40, bounded)?.seats).toEqual([5, 15, 20])
})

it('says when the bounds leave no way', () => {
  expect(shareSeats(5, [{ target: 10, least: 8, most: 9 }])).toBeUndefined()
  expect(shareSeats(50, [{ target: 10, least: 8, most: 9 }])).toBeUndefined()
})
