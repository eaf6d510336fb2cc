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
