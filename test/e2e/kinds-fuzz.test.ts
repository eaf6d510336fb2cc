// Whatever objects of whatever kind are sent, the server answers, and quickly.
import { afterAll, beforeAll, expect, it } from 'vitest'
import { fuzz } from '../fuzz/fuzz.ts'
import { type FuzzedServer, startServer } from '../fuzz/server.ts'

/** `npm run fuzz -- --objects=100000` is the long form of this. */
const objects = 2_500

let server: FuzzedServer
beforeAll(async () => {
  server = await startServer()
})
afterAll(() => server?.stop())

it('survives thousands of mutated objects of all kinds', { timeout: 280_000 }, async () => {
  const report = await fuzz({ port: server.port, objects, seed: 20_260_700 })
  expect(report.findings, server.said()).toEqual([])
  expect(server.exitCode()).toBeNull()
  // Neither all refused nor all taken, or nothing was tried.
  expect(report.statuses[201]).toBeGreaterThan(objects / 10)
  expect(report.statuses[422]).toBeGreaterThan(objects / 10)
})
