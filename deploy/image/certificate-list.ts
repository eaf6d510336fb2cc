// in: nothing → out: who has which certificate of which authority. Data.
import type { Subject } from '../../apps/binnacle/src/certificate-maker.ts'

/** The accounts under which the images run: ours, etcd's, Prometheus'. */
export const owners = {
  apiserver: 65532,
  etcd: 0,
  prometheus: 65534,
  admin: 0,
} as const

export interface Leaf {
  readonly folder: keyof typeof owners
  readonly name: string
  readonly authority: 'ca' | 'etcd-ca' | 'front-proxy-ca'
  readonly subject: Subject
  readonly purpose: 'server' | 'client'
  /** Whose names a server answers to. */
  readonly names?: 'api' | 'etcd'
  /** The end of the name of its Secret, where the Helm chart has one for it. */
  readonly secret?: string
}

const api = { folder: 'apiserver', authority: 'ca' } as const
const etcd = { folder: 'etcd', authority: 'etcd-ca' } as const

export const leaves: readonly Leaf[] = [
  {
    ...api,
    name: 'serving',
    subject: { commonName: 'kube-apiserver' },
    purpose: 'server',
    names: 'api',
    secret: 'serving',
  },
  {
    ...api,
    name: 'kubelet-client',
    subject: {
      commonName: 'kube-apiserver-kubelet-client',
      organizations: ['system:masters'],
    },
    purpose: 'client',
    secret: 'kubelet-client',
  },
  {
    ...api,
    authority: 'etcd-ca',
    name: 'etcd-client',
    subject: { commonName: 'kube-apiserver-etcd-client' },
    purpose: 'client',
    secret: 'etcd-client',
  },
  {
    ...etcd,
    name: 'serving',
    subject: { commonName: 'etcd' },
    purpose: 'server',
    names: 'etcd',
    secret: 'etcd-server',
  },
  { ...etcd, name: 'client', subject: { commonName: 'etcd' }, purpose: 'client' },
  {
    folder: 'prometheus',
    name: 'client',
    authority: 'ca',
    subject: { commonName: 'prometheus', organizations: ['system:monitoring'] },
    purpose: 'client',
    secret: 'monitoring',
  },
  {
    folder: 'admin',
    name: 'client',
    authority: 'ca',
    subject: { commonName: 'kubernetes-admin', organizations: ['system:masters'] },
    purpose: 'client',
    secret: 'admin',
  },
  {
    folder: 'admin',
    name: 'front-proxy-client',
    authority: 'front-proxy-ca',
    subject: { commonName: 'front-proxy-client' },
    purpose: 'client',
    secret: 'front-proxy',
  },
]
