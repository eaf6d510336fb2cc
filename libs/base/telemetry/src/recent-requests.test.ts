import { expect, test } from 'vitest'
import { clientFamily } from './client-family.ts'
import { type EndedRequest, RecentRequests } from './recent-requests.ts'

const request = (change: Partial<EndedRequest>): EndedRequest => ({
  atMs: 1_000,
  verb: 'GET',
  url: '/api/v1/pods?limit=1',
  code: 200,
  seconds: 0.001,
  user: 'ann',
  userAgent: 'kubectl/v1.37.2 (linux/amd64) kubernetes/abc',
  address: '127.0.0.1',
  ...change,
})

test('names programs, not their versions', () => {
  expect(clientFamily('kubectl/v1.37.2 (linux/amd64)')).toBe('kubectl')
  expect(clientFamily('Mozilla/5.0 (X11) AppleWebKit/537.36 Chrome/1.0 Safari/537.36')).toBe(
    'Chrome',
  )
  expect(clientFamily('Mozilla/5.0 (X11; rv:1) Gecko/2 Firefox/1')).toBe('Firefox')
  expect(clientFamily('')).toBe('')
  expect(clientFamily('x'.repeat(9_000)).length).toBe(40)
})

test('adds up by user and program', () => {
  const recent = new RecentRequests()
  recent.add(request({}))
  recent.add(request({ userAgent: 'kubectl/v1.36.0', code: 404 }))
  recent.add(request({ user: 'bob' }))
  const sums = recent.clients().map((one) => [one.user, one.family, one.requests, one.failed])
  expect(sums).toEqual([
    ['ann', 'kubectl', 2, 1],
    ['bob', 'kubectl', 1, 0],
  ])
  expect(recent.refused()).toEqual([])
})

test('stays bounded whatever names clients have, and forgets those that are gone', () => {
  const recent = new RecentRequests()
  for (let n = 0; n < 5_000; n++) recent.add(request({ user: `u${n}`, userAgent: `a${n}/1` }))
  expect(recent.clients().length).toBe(256)
  expect(recent.others().requests).toBe(5_000 - 256)
  for (let n = 0; n < 5_000; n++) recent.add(request({ user: 'u1', userAgent: `b/${n}` }))
  expect(recent.clients().length).toBeLessThanOrEqual(256)
  recent.add(request({ user: 'late', atMs: 70_000 }))
  expect(recent.clients().map((one) => one.user)).toEqual(['late'])
  const all = [...recent.clients(), recent.others()].reduce((sum, one) => sum + one.requests, 0)
  expect(all).toBe(10_001)
})

test('known clients are counted also where there is no room for new ones', () => {
  const recent = new RecentRequests()
  for (let n = 0; n < 256; n++) recent.add(request({ user: `u${n}` }))
  recent.add(request({ user: 'new', atMs: 5_000 }))
  for (let n = 0; n < 10; n++) recent.add(request({ user: 'u7', atMs: 5_000 }))
  expect(recent.clients().find((one) => one.user === 'u7')?.requests).toBe(11)
  expect(recent.others().requests).toBe(1)
})

test('one client with ever new headers stays one client', () => {
  const recent = new RecentRequests()
  for (let n = 0; n < 3_000; n++) recent.add(request({ userAgent: `b/${n}`, atMs: n * 1_000 }))
  expect(recent.clients().map((one) => [one.family, one.requests])).toEqual([['b', 3_000]])
})

test('keeps the slowest of the last minutes, without their queries', () => {
  const recent = new RecentRequests()
  for (let n = 1; n <= 100; n++) recent.add(request({ seconds: n / 100 }))
  const slowest = recent.slowest()
  expect(slowest.map((one) => one.seconds)).toEqual(
    Array.from({ length: 20 }, (_, at) => (100 - at) / 100),
  )
  expect(slowest[0]?.path).toBe('/api/v1/pods')
  recent.add(request({ seconds: 0.001, atMs: 160_000 }))
  expect(recent.slowest()[0]?.seconds).toBe(1)
  recent.add(request({ seconds: 0.002, atMs: 320_000 }))
  expect(recent.slowest().map((one) => one.seconds)).toEqual([0.002, 0.001])
  recent.add(request({ seconds: 0.003, atMs: 900_000 }))
  expect(recent.slowest().map((one) => one.seconds)).toEqual([0.003])
})

test('keeps the last refusals, newest first', () => {
  const recent = new RecentRequests()
  for (let n = 0; n < 120; n++) recent.add(request({ code: 403, url: `/${n}` }))
  recent.add(request({ code: 409 }))
  const paths = recent.refused().map((one) => one.path)
  expect(paths.length).toBe(50)
  expect([paths[0], paths[49]]).toEqual(['/119', '/70'])
  expect(recent.refusals).toBe(120)
  recent.add(request({ code: 429, url: `/${'x'.repeat(9_000)}` }))
  expect(recent.refused()[0]?.path.length).toBe(161)
})
