// N15: HTTP/2 frames as no client sends them: the replica lives, stays small, serves the others.
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { connect, type TLSSocket } from 'node:tls'
import { frameTypes, preface } from '@binnacle/http2'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { call } from '../harness/call.ts'
import { startCluster, type TestCluster, token } from '../harness/cluster.ts'
import { frame, FrameFuzzer, getBlock } from '../harness/http2-frames.ts'
import { randomOf } from '../harness/random.ts'
import { replicaPid } from '../harness/replica-pid.ts'

/** BINNACLE_FRAMES=1000000 is what the threat tables ask of a long run. */
const frames = Number(process.env.BINNACLE_FRAMES ?? 100_000)
const seed = Number(process.env.BINNACLE_SEED ?? 20_261_128)
const framesEach = 400
const atOnce = 10
const quietMs = 150
const turn = 20
const pauseMs = 5
/** A piece that is not sent: what comes behind it waits for the first answer. */
const untilAnswered = Buffer.alloc(0)

const path = '/api/v1/namespaces/default/configmaps/there'

let cluster: TestCluster
let pid: number
beforeAll(async () => {
  cluster = await startCluster({ replicas: 1 })
  pid = replicaPid(cluster.port + 1) as number
  const made = await call(cluster, {
    method: 'POST',
    path: '/api/v1/namespaces/default/configmaps',
    body: { metadata: { name: 'there' } },
  })
  expect(made.status).toBe(201)
})
afterAll(() => cluster?.remove())

const residentMiB = (): number =>
  Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024

interface Came {
  readonly types: Map<number, number>
  readonly sent: number
}

/** Sends until the server has had enough; returns what came back, by type of frame. */
function session(pieces: Iterable<Buffer>): Promise<Came> {
  return new Promise((resolve) => {
    let heard = Buffer.alloc(0)
    let sent = 0
    const socket = connect({
      port: cluster.port,
      host: '127.0.0.1',
      ca: cluster.ca,
      ALPNProtocols: ['h2'],
    })
    socket.once('secureConnect', async () => {
      socket.write(Buffer.concat([preface, frame(frameTypes.settings, 0, 0)]))
      for (const piece of pieces) {
        if (socket.destroyed) break
        if (piece === untilAnswered) {
          await firstAnswer(socket, () => heard)
          continue
        }
        socket.write(piece)
        // In between it is read and answered, or the session ends.
        if (++sent % turn === 0) await sleep(pauseMs)
      }
      socket.setTimeout(quietMs, () => socket.destroy())
    })
    socket.setTimeout(10_000, () => socket.destroy())
    socket.on('data', (chunk: Buffer) => {
      if (heard.byteLength < 1 << 20) heard = Buffer.concat([heard, chunk])
    })
    socket.on('error', () => undefined)
    socket.on('close', () => resolve({ types: typesOf(heard), sent }))
  })
}

/** Or the end of the session, or three seconds. */
async function firstAnswer(socket: TLSSocket, heard: () => Buffer): Promise<void> {
  for (let i = 0; i < 300 && !socket.destroyed; i++) {
    if (typesOf(heard()).has(frameTypes.headers)) return
    await sleep(10)
  }
}

function typesOf(heard: Buffer): Map<number, number> {
  const types = new Map<number, number>()
  for (let at = 0; at + 9 <= heard.byteLength; at += 9 + heard.readUIntBE(at, 3)) {
    const type = heard.readUInt8(at + 3)
    types.set(type, (types.get(type) ?? 0) + 1)
  }
  return types
}

function* fuzz(number: number): Generator<Buffer> {
  const random = randomOf(seed).branch(`connection ${number}`)
  const fuzzer = new FrameFuzzer(random, path, token)
  const rightFirst = 1 + random.whole(framesEach / 4)
  for (let i = 0; i < framesEach; i++) {
    if (i === rightFirst) yield untilAnswered
    yield fuzzer.next(i > rightFirst)
  }
}

describe('N15: frames', () => {
  it('that are right are answered, so that the wrong ones below get somewhere', async () => {
    const right = frame(frameTypes.headers, 5, 1, getBlock(path, token))
    const { types } = await session([right])
    expect(types.get(frameTypes.headers)).toBe(1)
    expect(types.get(frameTypes.data)).toBeGreaterThan(0)
    expect(types.get(frameTypes.goAway)).toBeUndefined()
  })

  it(`${frames} of them end no replica, and the others go on`, async () => {
    let over = false
    const answers: number[] = []
    const others = (async () => {
      while (!over) answers.push((await call(cluster, { path })).status)
    })()
    let sent = 0
    let answered = 0
    let ended = 0
    let halfWayMiB = 0
    for (let next = 0; sent < frames; ) {
      const batch = Array.from({ length: atOnce }, () => session(fuzz(next++)))
      for (const came of await Promise.all(batch)) {
        sent += came.sent
        answered += came.types.get(frameTypes.headers) ?? 0
        if (came.types.has(frameTypes.goAway)) ended++
      }
      if (halfWayMiB === 0 && sent > frames / 2) halfWayMiB = residentMiB()
    }
    over = true
    await others
    // Both happened: requests were served in between, and sessions were ended for what they sent.
    expect(answered).toBeGreaterThan(frames / 50)
    expect(ended).toBeGreaterThan(atOnce)
    expect(new Set(answers)).toEqual(new Set([200]))
    expect(replicaPid(cluster.port + 1)).toBe(pid)
    expect(residentMiB() - halfWayMiB).toBeLessThan(64)
    expect((await call(cluster, { path: '/livez' })).text).toBe('ok')
    process.stderr.write(
      `N15: ${JSON.stringify({ sent, answered, ended, halfWayMiB, others: answers.length })}\n`,
    )
  }, 600_000)

  it('of one kind without an end cost no memory that stays', async () => {
    const id = (i: number) => 2 * i + 1
    const floods: [string, (i: number) => Buffer][] = [
      ['pings', () => frame(frameTypes.ping, 0, 0, Buffer.alloc(8))],
      ['settings', () => frame(frameTypes.settings, 0, 0, Buffer.from([0, 3, 0, 0, 0, 9]))],
      ['empty data', () => frame(frameTypes.data, 0, 1)],
      [
        'window updates of closed streams',
        () => frame(frameTypes.windowUpdate, 0, 1, Buffer.from([0, 0, 0, 1])),
      ],
      [
        'headers without an end',
        (i) =>
          frame(
            i === 0 ? frameTypes.headers : frameTypes.continuation,
            0,
            1,
            Buffer.alloc(1024, 0x82),
          ),
      ],
      [
        'resets',
        (i) =>
          Buffer.concat([
            frame(frameTypes.headers, 5, id(i), getBlock(path, token)),
            frame(frameTypes.resetStream, 0, id(i), Buffer.from([0, 0, 0, 8])),
          ]),
      ],
      ['unknown frames', () => frame(200, 0, 0, Buffer.alloc(1024))],
    ]
    const before = residentMiB()
    for (const [, make] of floods) {
      await Promise.all(
        Array.from({ length: 4 }, () => session(Array.from({ length: 5_000 }, (_, i) => make(i)))),
      )
    }
    expect((await call(cluster, { path })).status).toBe(200)
    expect(replicaPid(cluster.port + 1)).toBe(pid)
    expect(residentMiB() - before).toBeLessThan(96)
  }, 300_000)
})
