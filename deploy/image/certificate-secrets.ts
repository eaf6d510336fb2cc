// in: a folder of certificates → out: Secrets that hold them, as the Helm chart mounts them.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { leaves } from './certificate-list.ts'

interface Secret {
  readonly apiVersion: 'v1'
  readonly kind: 'Secret'
  readonly metadata: { readonly name: string; readonly namespace?: string }
  readonly type: string
  readonly stringData: Readonly<Record<string, string>>
}

interface SecretList {
  readonly apiVersion: 'v1'
  readonly kind: 'List'
  readonly items: readonly Secret[]
}

export function secretsOf(folder: string, prefix: string, namespace?: string): SecretList {
  const read = (...path: string[]) => readFileSync(join(folder, ...path), 'utf8')
  const secret = (end: string, type: string, stringData: Record<string, string>): Secret => ({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: `${prefix}-${end}`, ...(namespace && { namespace }) },
    type,
    stringData,
  })
  const items = leaves.flatMap((leaf) =>
    leaf.secret === undefined
      ? []
      : [
          secret(leaf.secret, 'kubernetes.io/tls', {
            'tls.crt': read(leaf.folder, `${leaf.name}.crt`),
            'tls.key': read(leaf.folder, `${leaf.name}.key`),
            'ca.crt': read('authorities', `${leaf.authority}.crt`),
          }),
        ],
  )
  const keys = [
    secret('service-account', 'Opaque', { 'tls.key': read('apiserver', 'sa.key') }),
    secret('encryption', 'Opaque', { 'encryption.yaml': read('apiserver', 'encryption.yaml') }),
  ]
  return { apiVersion: 'v1', kind: 'List', items: [...items, ...keys] }
}
