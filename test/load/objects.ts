// in: a number → out: an object as clients write it: a config map of 1 kB, a pod of 4 kB when stored.
const labels = (i: number) => ({ app: `web-${i % 50}`, tier: 'frontend' })

export function configMap(name: string, i: number): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name, labels: labels(i), annotations: { 'bench/turn': String(i) } },
    data: { payload: 'x'.repeat(512) },
  })
}

export function pod(name: string, i: number): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, labels: labels(i), annotations: { 'bench/turn': String(i) } },
    spec: {
      containers: [
        {
          name: 'app',
          image: `registry.example/app:1.2.${i % 7}`,
          ports: [{ containerPort: 8080, name: 'http' }],
          env: [{ name: 'NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }],
          resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '500m' } },
          livenessProbe: { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 10 },
          volumeMounts: [{ name: 'config', mountPath: '/etc/config' }],
        },
        { name: 'proxy', image: 'registry.example/proxy:v1', args: ['--log=info'] },
      ],
      volumes: [{ name: 'config', configMap: { name: 'config' } }],
    },
  })
}

/** `entries` list items, each owned for itself: a stored object of twice as many bytes. */
export function bigDeployment(
  name: string,
  entries: number,
  turn: number,
  bytes: number = entries * 70,
): string {
  const filling = 'x'.repeat(Math.max(0, Math.floor(bytes / entries) - 46))
  const env = Array.from({ length: entries }, (_, i) => ({
    name: `VARIABLE_${i}`,
    value: `value-${i % 100 === 0 ? turn : 0}-${filling}`,
  }))
  const labels = { app: name }
  const containers = [{ name: 'app', image: 'registry.example/app:1', env }]
  return JSON.stringify({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
    },
  })
}

export function bigConfigMap(name: string, bytes: number): string {
  const data = Object.fromEntries(
    Array.from({ length: 100 }, (_, i) => [`part-${i}`, 'x'.repeat(bytes / 100)]),
  )
  return JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data })
}

/** A JSON patch of one operation that says the same member again and again. */
export function repeatedMembers(times: number): string {
  return `[{"op":"test","path":"/kind",${'"x":1,'.repeat(times)}"value":"Deployment"}]`
}
