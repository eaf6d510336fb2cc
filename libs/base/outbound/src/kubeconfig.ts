// in: the text of a kubeconfig → out: whom its current context reaches, and as whom. Never: a call.
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { parse } from 'yaml'

export interface Endpoint {
  readonly url: string
  /** PEM texts. */
  readonly ca?: string
  readonly cert?: string
  readonly key?: string
  readonly token?: string
  readonly serverName?: string
  readonly insecureSkipVerify?: boolean
}

// biome-ignore lint/suspicious/noExplicitAny: whatever the file holds
type Yaml = any

/** Paths in the file are relative to it. */
export function readKubeconfig(path: string): Endpoint {
  const config: Yaml = parse(readFileSync(path, 'utf8')) ?? {}
  const named = (list: Yaml, name: string) => (list ?? []).find((one: Yaml) => one?.name === name)
  const context = named(config.contexts, config['current-context'])?.context
  if (!context) throw new Error(`${path}: the current context is not there`)
  const cluster = named(config.clusters, context.cluster)?.cluster
  if (!cluster?.server) throw new Error(`${path}: the cluster of the current context has no server`)
  const user = named(config.users, context.user)?.user ?? {}
  const text = (inline: unknown, file: unknown) => {
    if (typeof inline === 'string') return Buffer.from(inline, 'base64').toString('utf8')
    return typeof file === 'string' ? readFileSync(resolve(dirname(path), file), 'utf8') : undefined
  }
  return {
    url: cluster.server,
    ca: text(cluster['certificate-authority-data'], cluster['certificate-authority']),
    cert: text(user['client-certificate-data'], user['client-certificate']),
    key: text(user['client-key-data'], user['client-key']),
    token: user.token ?? text(undefined, user.tokenFile)?.trim(),
    serverName: cluster['tls-server-name'],
    insecureSkipVerify: cluster['insecure-skip-tls-verify'] === true,
  }
}
