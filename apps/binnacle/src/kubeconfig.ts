// in: where the cluster is and who the admin is → out: the text of a kubeconfig.

export interface KubeconfigFacts {
  readonly server: string
  readonly ca: string
  readonly cert: string
  readonly key: string
}

const base64 = (text: string) => Buffer.from(text).toString('base64')

export function kubeconfigText({ server, ca, cert, key }: KubeconfigFacts): string {
  return `apiVersion: v1
kind: Config
clusters:
- name: binnacle
  cluster:
    server: ${server}
    certificate-authority-data: ${base64(ca)}
contexts:
- name: binnacle
  context:
    cluster: binnacle
    user: binnacle-admin
current-context: binnacle
users:
- name: binnacle-admin
  user:
    client-certificate-data: ${base64(cert)}
    client-key-data: ${base64(key)}
preferences: {}
`
}
