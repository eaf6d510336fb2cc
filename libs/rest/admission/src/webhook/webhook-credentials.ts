// in: the kubeconfig that a webhook plugin is given → out: as whom the server comes to each webhook.
import { readFileSync } from 'node:fs'
import { dirname, isAbsolute, resolve } from 'node:path'
import type { Dict } from '@binnacle/meta'
import { parse } from 'yaml'
import { configurationOf } from '../plugin-configuration.ts'

export interface Credentials {
  /** PEM texts. */
  readonly cert?: string
  readonly key?: string
  /** The value of the Authorization header. */
  readonly authorization?: string
}

/** `target`: host and port of the webhook. */
export type CredentialsFor = (target: string) => Credentials

const none: Credentials = {}
const kinds = [
  { apiVersion: 'apiserver.config.k8s.io/v1', kind: 'WebhookAdmissionConfiguration' },
  { apiVersion: 'apiserver.config.k8s.io/v1alpha1', kind: 'WebhookAdmission' },
]

export function readWebhookCredentials(configuration: unknown): CredentialsFor {
  if (configuration === undefined) return () => none
  const { kubeConfigFile: path = '' } = configurationOf(configuration, kinds)
  if (path === '') return () => none
  if (!isAbsolute(path)) {
    const value = JSON.stringify(path)
    throw new Error(`kubeConfigFile: Invalid value: ${value}: must be an absolute file path`)
  }
  const config: Dict = parse(readFileSync(path, 'utf8')) ?? {}
  const users = new Map<string, Credentials>()
  for (const { name, user } of config.users ?? []) users.set(name, credentialsOf(user ?? {}, path))
  const contexts: Dict[] = config.contexts ?? []
  const current = contexts.find(({ name }) => name === config['current-context'])?.context?.user
  return (target) => {
    const bare = target.endsWith(':443') ? [target.slice(0, -4)] : []
    const names = [target, ...bare].flatMap((host) => [host, ...wildcards(host)])
    const found = [...names, '*', current].find((name) => users.has(name))
    return (found !== undefined && users.get(found)) || none
  }
}

/** `a.b.c` → `*.b.c`, `*.c`. */
function wildcards(host: string): string[] {
  const parts = host.split('.')
  return parts.slice(1).map((_, at) => `*.${parts.slice(at + 1).join('.')}`)
}

function credentialsOf(user: Dict, path: string): Credentials {
  const text = (inline: unknown, file: unknown) => {
    if (typeof inline === 'string') return Buffer.from(inline, 'base64').toString()
    return typeof file === 'string' ? readFileSync(resolve(dirname(path), file), 'utf8') : undefined
  }
  const token = user.token || text(undefined, user.tokenFile)?.trim()
  const { username = '', password = '' } = user
  const basic = username !== '' || password !== ''
  return {
    cert: text(user['client-certificate-data'], user['client-certificate']),
    key: text(user['client-key-data'], user['client-key']),
    ...(token && { authorization: `Bearer ${token}` }),
    ...(basic && {
      authorization: `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`,
    }),
  }
}
