import { once } from 'node:events'
import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BodySink } from '@binnacle/exchange'
import { afterEach, expect, it } from 'vitest'
import { streamLocation } from './stream-location.ts'

const subject = { resource: { group: '', resource: 'pods/log' }, name: 'p' }
let close: () => void = () => undefined
afterEach(() => close())

/** A kubelet that answers so; where it is, and how often it was left alone. */
async function kubelet(answer: (response: ServerResponse) => void) {
  const seen = { left: 0 }
  const server = createServer((_request, response) => {
    response.on('close', () => {
      if (!response.writableEnded) seen.left++
    })
    answer(response)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  close = () => server.close()
  const { port } = server.address() as AddressInfo
  return { url: new URL(`http://127.0.0.1:${port}/containerLogs/n/p/c`), seen }
}

function sink() {
  const chunks: string[] = []
  const ends: (() => void)[] = []
  const state = { ended: false }
  const made: BodySink = {
    write: (chunk) => chunks.push(Buffer.from(chunk).toString()) > 0,
    drained: async () => undefined,
    end: () => {
      state.ended = true
    },
    closed: false,
    onClose: (listener) => ends.push(listener),
    bufferedBytes: 0,
  }
  const leave = () => {
    for (const end of ends) end()
  }
  return { made, chunks, state, leave }
}

function ask(url: URL) {
  const { signal } = new AbortController()
  return streamLocation({ signal }, { url }, subject)
}

it('hands on lines as they come, until the client leaves', async () => {
  let say: (line: string) => void = () => undefined
  const { url, seen } = await kubelet((response) => {
    say = (line) => response.write(line)
    say('one\n')
  })
  const reply = await ask(url)
  if (!('stream' in reply)) throw new Error('no stream')
  expect(reply.headers).toEqual([['Content-Type', 'text/plain']])
  const client = sink()
  const done = Promise.resolve(reply.stream(client.made)).catch(() => undefined)
  await expect.poll(() => client.chunks).toEqual(['one\n'])
  say('two\n')
  await expect.poll(() => client.chunks).toEqual(['one\n', 'two\n'])
  client.leave()
  await done
  await expect.poll(() => seen.left).toBe(1)
})

it.each([
  [400, 'BadRequest', 'container "c" is not ready'],
  [404, 'NotFound', 'the server could not find the requested resource ( pods/log p)'],
  [500, 'InternalError', 'Internal error occurred: container "c" is not ready'],
  [
    502,
    'InternalError',
    'an error on the server ("container \\"c\\" is not ready") has prevented the request from succeeding ( pods/log p)',
  ],
])('refuses as the API what the kubelet refuses with %i', async (status, reason, message) => {
  const { url } = await kubelet((response) => {
    response.writeHead(status).end('container "c" is not ready')
  })
  await expect(ask(url)).rejects.toMatchObject({ code: status, reason, message })
})

it('names a kubelet that is not there, and follows none elsewhere', async () => {
  const { url } = await kubelet((response) => {
    response.writeHead(302, { location: 'http://192.0.2.1/' }).end()
  })
  await expect(ask(url)).rejects.toMatchObject({ message: `Get "${url}": redirects forbidden` })
  close()
  await expect(ask(url)).rejects.toMatchObject({
    code: 500,
    message: `Get "${url}": dial tcp ${url.host}: connect: connection refused`,
  })
})
