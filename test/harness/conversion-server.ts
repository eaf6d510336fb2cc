// in: a certificate → out: a webhook that converts, well or badly by its path. What it was sent is kept.
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Pair } from '../../apps/binnacle/src/certificate-maker.ts'

// biome-ignore lint/suspicious/noExplicitAny: a review
type Json = any

export interface ConversionServer {
  readonly url: string
  /** Reviews, in order; `path` without the slash. */
  readonly heard: { readonly path: string; readonly review: Json }[]
  stop(): Promise<void>
}

const slowMs = 300

/** v1 has `spec.a`, v2 `spec.b`. */
function converted(object: Json, apiVersion: string): Json {
  const { a, b, ...spec } = object.spec ?? {}
  const value = a ?? b
  const now = {
    ...object,
    apiVersion,
    spec: { ...spec, [apiVersion.endsWith('2') ? 'b' : 'a']: value },
  }
  now.metadata = { ...object.metadata }
  return now
}

const changes: Readonly<Record<string, (object: Json) => void>> = {
  labels(object) {
    object.metadata.labels = { ...object.metadata.labels, converted: 'yes' }
    object.metadata.finalizers = ['not.mine/to-change']
  },
  renames(object) {
    object.metadata.name = 'other'
  },
  numbers(object) {
    object.metadata.labels = { a: 1 }
  },
  kinds(object) {
    object.kind = 'Other'
  },
}

function answerTo(path: string, review: Json): Json {
  const { uid, objects, desiredAPIVersion } = review.request
  const convertedObjects = objects.map((object: Json) => {
    const now = converted(object, desiredAPIVersion)
    changes[path]?.(now)
    return now
  })
  const { apiVersion, kind } = review
  const response: Json = { uid, result: { status: 'Success' }, convertedObjects }
  if (path === 'wrong-uid') response.uid = 'other'
  if (path === 'too-few') response.convertedObjects = []
  if (path === 'refuses') response.result = { status: 'Failure', message: 'not today' }
  return { apiVersion, kind, response }
}

export async function startConversionServer(certificate: Pair): Promise<ConversionServer> {
  const heard: ConversionServer['heard'] = []
  const server = createServer(certificate, (request, response) => {
    const path = new URL(request.url ?? '', 'https://localhost').pathname.slice(1)
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const review = JSON.parse(Buffer.concat(chunks).toString())
      heard.push({ path, review })
      if (path === 'hangs') return
      if (path === 'redirects') response.writeHead(302, { Location: '/good' }).end()
      else if (path === 'broken') response.end('{"response":')
      else {
        const text = JSON.stringify(answerTo(path, review))
        setTimeout(() => response.end(text), path === 'slow' ? slowMs : 0)
      }
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`,
    heard,
    stop() {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(() => resolve()))
    },
  }
}
