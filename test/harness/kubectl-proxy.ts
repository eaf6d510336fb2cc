// in: a cluster → out: `kubectl proxy` before it, on a port of its own choice.
import { type ChildProcess, spawn } from 'node:child_process'
import type { TestCluster } from './cluster.ts'
import { clientBinary } from './kubectl.ts'

const startMs = 30_000

export interface KubectlProxy {
  /** http://127.0.0.1:PORT */
  readonly url: string
  stop(): void
}

export async function kubectlProxy(cluster: TestCluster): Promise<KubectlProxy> {
  const args = ['proxy', '--port=0', `--kubeconfig=${cluster.kubeconfig}`]
  const child: ChildProcess = spawn(clientBinary('kubectl'), args, {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const leave = () => child.kill('SIGTERM')
  process.once('exit', leave)
  const stop = () => {
    process.removeListener('exit', leave)
    child.kill('SIGTERM')
  }
  const url = await new Promise<string>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error('kubectl proxy does not start')), startMs)
    let said = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk
      const address = /Starting to serve on (\S+)\n/.exec(said)?.[1]
      if (address === undefined) return
      clearTimeout(late)
      resolve(`http://${address}`)
    })
    child.once('exit', (code) => {
      clearTimeout(late)
      reject(new Error(`kubectl proxy ended with ${code}`))
    })
  }).catch((error) => {
    stop()
    throw error
  })
  return { url, stop }
}
