// in: a request for a connection → out: its query and path as an object, as admission sees them.
// Never: checks.
import type { ResourceRequest } from '@binnacle/exchange'
import type { Dict, GroupVersionKind, KubeObject } from '@binnacle/meta'

type Form = 'flag' | 'text' | 'texts' | 'numbers' | 'path'

const streams = { stdin: 'flag', stdout: 'flag', stderr: 'flag', tty: 'flag', container: 'text' }
const proxied = { path: 'path' }

/** In the order in which they are written; nobody else sends or stores objects of these kinds. */
const fieldsOf = {
  PodExecOptions: { ...streams, command: 'texts' },
  PodAttachOptions: streams,
  PodPortForwardOptions: { ports: 'numbers' },
  PodProxyOptions: proxied,
  ServiceProxyOptions: proxied,
  NodeProxyOptions: proxied,
} as Readonly<Record<string, Readonly<Record<string, Form>>>>

export function connectOptions(request: ResourceRequest, kind: GroupVersionKind): KubeObject {
  const options: Dict = { kind: kind.kind, apiVersion: kind.version }
  for (const [name, form] of Object.entries(fieldsOf[kind.kind] ?? {})) {
    const value = readField(request, name, form)
    if (value !== undefined) options[name] = value
  }
  return options as KubeObject
}

/** undefined: as good as not sent. */
function readField(request: ResourceRequest, name: string, form: Form): unknown {
  const values = request.query.getAll(name)
  const [first] = values
  switch (form) {
    case 'flag':
      return (first !== undefined && !/^(false|0)$/i.test(first)) || undefined
    case 'text':
      return first || undefined
    case 'texts':
      return values.length > 0 ? values : null
    case 'numbers': {
      const numbers = values.flatMap((value) => value.split(',').map(Number))
      return numbers.length > 0 ? numbers : undefined
    }
    case 'path':
      return pathBehind(request) || undefined
  }
}

/** What follows the subresource, with the slash that it ends with. */
function pathBehind({ info }: ResourceRequest): string {
  const at = info.parts.indexOf(info.subresource, info.parts.indexOf(info.name) + 1)
  const behind = at < 0 ? '' : info.parts.slice(at + 1).join('/')
  const path = behind === '' || behind.startsWith('/') ? behind : `/${behind}`
  return info.path.endsWith('/') && !path.endsWith('/') ? `${path}/` : path
}
