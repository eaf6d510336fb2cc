import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import type { Dict, KubeObject } from '@binnacle/meta'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createAdmission } from '../chain.ts'
import { testCertificate } from '../test-certificate.ts'
import { testCluster } from '../test-cluster.ts'
import { mutatingWebhooks } from './mutating-webhooks.ts'
import { validatingWebhooks } from './validating-webhooks.ts'

let server: Server
let url: string
let caBundle: string
const calls: string[] = []

/** What the server says, by path; undefined: nothing, ever. */
function answer(path: string, uid: string): { status: number; body: string } | undefined {
  const review = (response: Dict) => ({
    status: 200,
    body: JSON.stringify({
      apiVersion: 'admission.k8s.io/v1',
      kind: 'AdmissionReview',
      response: { uid, ...response },
    }),
  })
  const patch = [{ op: 'add', path: '/data', value: { added: '1' } }]
  switch (path) {
    case '/allow':
      return review({ allowed: true, warnings: ['careful'], auditAnnotations: { why: 'so' } })
    case '/deny':
      return review({ allowed: false, status: { message: 'not today', code: 403 } })
    case '/patch':
      return review({
        allowed: true,
        patchType: 'JSONPatch',
        patch: Buffer.from(JSON.stringify(patch)).toString('base64'),
      })
    case '/kindless':
      return { status: 200, body: JSON.stringify({ response: { uid, allowed: true } }) }
    case '/bare':
      return { status: 200, body: '{"response":{"allowed":true}}' }
    case '/other-kind':
      return { status: 200, body: '{"kind":"Pod","apiVersion":"v1","response":{}}' }
    case '/wrong-uid':
      return review({ uid: 'other', allowed: true })
    case '/broken':
      return { status: 200, body: '{"response":' }
    case '/fails':
      return { status: 500, body: 'oops' }
    case '/redirect':
      return { status: 302, body: '' }
    case '/huge':
      return { status: 200, body: 'x'.repeat(17 << 20) }
  }
  return undefined
}

beforeAll(async () => {
  const certificate = await testCertificate()
  caBundle = Buffer.from(certificate.cert).toString('base64')
  server = createServer(certificate, (incoming, outgoing) => {
    const { pathname } = new URL(incoming.url ?? '', 'https://localhost')
    calls.push(pathname)
    let body = ''
    incoming.on('data', (chunk) => {
      body += chunk
    })
    incoming.on('end', () => {
      const said = answer(pathname, JSON.parse(body).request.uid)
      if (said === undefined) return
      outgoing.writeHead(said.status, { Location: '/allow' }).end(said.body)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => {
  server.closeAllConnections()
  server.close()
})

async function tried(
  path: string,
  more: Dict = {},
  mutating = false,
): Promise<{
  readonly message: string | undefined
  readonly write: ReturnType<ReturnType<typeof testCluster>['write']>
}> {
  const cluster = testCluster()
  const kind = mutating ? 'MutatingWebhookConfiguration' : 'ValidatingWebhookConfiguration'
  await cluster.put({
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind,
    metadata: { name: 'c', uid: `${path}${JSON.stringify(more)}` },
    webhooks: [
      {
        name: 'hook.example.com',
        clientConfig: { url: `${url}${path}`, caBundle },
        rules: [
          {
            apiGroups: [''],
            apiVersions: ['v1'],
            operations: ['CREATE'],
            resources: ['configmaps'],
          },
        ],
        sideEffects: 'None',
        failurePolicy: 'Fail',
        timeoutSeconds: 1,
        admissionReviewVersions: ['v1'],
        ...more,
      },
    ],
  })
  const object: KubeObject = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'x', namespace: 'default' },
  }
  const write = cluster.write({ object, dryRun: more.dryRun === true })
  const admission = createAdmission([mutatingWebhooks(), validatingWebhooks()])
  try {
    await admission.mutate(write)
    await admission.validate(write)
    return { message: undefined, write }
  } catch (error) {
    return { message: (error as Error).message, write }
  }
}

const failed = 'Internal error occurred: failed calling webhook "hook.example.com": '

test('passes warnings and annotations of a hook that allows', async () => {
  const { message, write } = await tried('/allow')
  expect(message).toBeUndefined()
  expect(write.warnings).toEqual(['careful'])
  expect(write.annotations.get('hook.example.com/why')).toBe('so')
})

test('refuses in the words of the hook', async () => {
  const { message } = await tried('/deny')
  expect(message).toBe('admission webhook "hook.example.com" denied the request: not today')
})

test('applies patches', async () => {
  const { write } = await tried('/patch', {}, true)
  expect(write.object?.data).toEqual({ added: '1' })
})

test('gives up on a hook that hangs', async () => {
  const { message } = await tried('/hang')
  expect(message).toBe(
    `${failed}failed to call webhook: Post "${url}/hang?timeout=1s": context deadline exceeded`,
  )
})

test('lets pass what a hook that may fail does not answer', async () => {
  const { message, write } = await tried('/hang', { failurePolicy: 'Ignore' })
  expect(message).toBeUndefined()
  expect([...write.annotations.values()]).toContain('hook.example.com')
})

test('does not follow redirects', async () => {
  calls.length = 0
  const { message } = await tried('/redirect')
  expect(message).toContain('the server responded with the status code 302')
  expect(calls).toEqual(['/redirect'])
})

test('takes no verdict from broken, huge or mistaken answers', async () => {
  expect((await tried('/broken')).message).toContain(
    `${failed}failed to call webhook: couldn't get`,
  )
  expect((await tried('/huge')).message).toContain('the answer is too long')
  expect((await tried('/wrong-uid')).message).toContain('received invalid webhook response')
  expect((await tried('/fails')).message).toBe(
    `${failed}failed to call webhook: an error on the server ("oops") has prevented the request from succeeding`,
  )
})

test('answers of old need not say what they are', async () => {
  const old = { admissionReviewVersions: ['v1beta1'] }
  expect((await tried('/bare', old)).message).toBeUndefined()
  expect((await tried('/kindless')).message).toBe(
    `${failed}received invalid webhook response: expected webhook response of admission.k8s.io/v1, Kind=AdmissionReview, got /, Kind=`,
  )
  expect((await tried('/other-kind', old)).message).toContain(
    'no kind "Pod" is registered for version "v1"',
  )
})

test('trusts nobody but the authority of the hook', async () => {
  const { message } = await tried('/allow', { clientConfig: { url: `${url}/allow` } })
  expect(message).toContain('x509: certificate signed by unknown authority')
})

test('refuses dry runs of hooks with side effects', async () => {
  const { message } = await tried('/allow', { sideEffects: 'Some', dryRun: true })
  expect(message).toBe('admission webhook "hook.example.com" does not support dry run')
})

test('patches of a validating hook are no answer', async () => {
  expect((await tried('/patch')).message).toContain(
    'validating webhook may not return response.patch',
  )
})
