// in: labels before and after → out: those that a node may not set on itself. Never: who asks.

const own = new Set([
  'kubernetes.io/hostname',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
  'beta.kubernetes.io/instance-type',
  'node.kubernetes.io/instance-type',
  'kubernetes.io/os',
  'kubernetes.io/arch',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/arch',
])

type Labels = Readonly<Record<string, string>>

function isWithin(space: string, domain: string): boolean {
  return space === domain || space.endsWith(`.${domain}`)
}

function isForbidden(label: string): boolean {
  const space = label.includes('/') ? (label.split('/', 1)[0] as string) : ''
  if (isWithin(space, 'node-restriction.kubernetes.io')) return true
  if (!isWithin(space, 'kubernetes.io') && !isWithin(space, 'k8s.io')) return false
  if (own.has(label)) return false
  return !isWithin(space, 'kubelet.kubernetes.io') && !isWithin(space, 'node.kubernetes.io')
}

export function forbiddenLabels(now: Labels = {}, was: Labels = {}): string[] {
  const value = (labels: Labels, key: string) =>
    Object.hasOwn(labels, key) ? labels[key] : undefined
  const keys = new Set([...Object.keys(now), ...Object.keys(was)])
  return [...keys].filter((key) => value(now, key) !== value(was, key) && isForbidden(key)).sort()
}
