// in: the server around → out: how the parts of a control plane are, each as a ComponentStatus.
// Never: a wait without end.
import type { KubeObject } from '@binnacle/meta'
import { createOutbound, dialFailures } from '@binnacle/outbound'
import type { Surroundings } from '../surroundings.ts'

/** Upstream's: the scheduler and the controller manager are looked for on this machine only. */
const neighbours = { scheduler: 10259, 'controller-manager': 10257 }
const timeoutMs = 20_000

interface Finding {
  readonly healthy: boolean
  readonly message: string
  readonly error?: string
}

/** One of the parts, or all; empty when there is no part of that name. */
export async function probeComponents(
  { store, catalogue, shapeOf }: Pick<Surroundings, 'store' | 'catalogue' | 'shapeOf'>,
  name?: string,
): Promise<readonly KubeObject[]> {
  const probes = new Map<string, () => Promise<Finding>>(
    Object.entries(neighbours).map(([part, port]) => [part, () => probeNeighbour(port)]),
  )
  const namespaces = catalogue.current().resource({ group: '', version: 'v1' }, 'namespaces')
  if (namespaces) {
    const place = { shape: shapeOf(namespaces), namespace: '', name: 'kube-system' }
    // A read as new as etcd: it fails when etcd does not answer.
    probes.set('etcd-0', () => probeStore(() => store.get(place, '')))
  }
  const asked = [...probes].filter(([part]) => name === undefined || part === name)
  return Promise.all(asked.map(async ([part, probe]) => statusOf(part, await probe())))
}

async function probeStore(read: () => Promise<unknown>): Promise<Finding> {
  try {
    await read()
    return { healthy: true, message: 'ok' }
  } catch (error) {
    return { healthy: false, message: '', error: (error as Error).message }
  }
}

async function probeNeighbour(port: number): Promise<Finding> {
  const url = `https://127.0.0.1:${port}/healthz`
  const outbound = createOutbound({ url, insecureSkipVerify: true })
  try {
    const { status, body } = await outbound.call({ timeoutMs })
    if (status >= 200 && status < 400) return { healthy: true, message: String(body) }
    return { healthy: false, message: `HTTP probe failed with statuscode: ${status}` }
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    const dial = Object.hasOwn(dialFailures, code) ? dialFailures[code] : undefined
    const words = dial === undefined ? message : `dial tcp 127.0.0.1:${port}: ${dial}`
    return { healthy: false, message: `Get "${url}": ${words}` }
  } finally {
    outbound.close()
  }
}

function statusOf(name: string, { healthy, message, error }: Finding): KubeObject {
  const condition = { type: 'Healthy', status: healthy ? 'True' : 'False' }
  return {
    kind: 'ComponentStatus',
    apiVersion: 'v1',
    metadata: { name },
    conditions: [{ ...condition, ...(message && { message }), ...(error && { error }) }],
  }
}
