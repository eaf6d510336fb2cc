// in: nothing → out: what operators do: certificates, reloads; and a clock that is wrong.
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { balancer } from '../cluster/cluster.ts'
import type { Fault } from './fault.ts'

const rotation: Fault = {
  name: 'rotate the certificates of the replicas',
  async inject(cluster) {
    for (const end of ['crt', 'key']) rmSync(join(cluster.pki, 'apiserver', `serving.${end}`))
    // For a moment there is none: nobody may stumble over that.
    await sleep(500)
    cluster.rotateCertificates()
    await sleep(3_000)
  },
}

const reload: Fault = {
  name: 'reload HAProxy',
  async inject(cluster) {
    cluster.program(balancer).signal('SIGUSR2')
    await sleep(1_000)
  },
}

const clockStep: Fault = {
  name: 'step the clock of a replica',
  needs: 'clock',
  async inject(cluster, random) {
    // Not further back: certificates are not valid before they were made.
    cluster.clock?.step(random.pick([-240, -60, 60, 3_600, 86_400]))
    await sleep(2_000 + random.whole(3_000))
    cluster.clock?.step(0)
    await sleep(1_000)
  },
}

export const operatorFaults: readonly Fault[] = [rotation, reload, clockStep]
