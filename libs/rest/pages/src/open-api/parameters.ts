// in: names → out: OpenAPI parameters. Never: operations.
import type { Dict } from '@binnacle/meta'
import { parameterText } from './parameter-texts.ts'

const types: Readonly<Record<string, 'integer' | 'boolean'>> = {
  allowWatchBookmarks: 'boolean',
  follow: 'boolean',
  force: 'boolean',
  gracePeriodSeconds: 'integer',
  ignoreStoreReadErrorWithClusterBreakingPotential: 'boolean',
  insecureSkipTLSVerifyBackend: 'boolean',
  limit: 'integer',
  limitBytes: 'integer',
  orphanDependents: 'boolean',
  ports: 'integer',
  previous: 'boolean',
  sendInitialEvents: 'boolean',
  sinceSeconds: 'integer',
  stderr: 'boolean',
  stdin: 'boolean',
  stdout: 'boolean',
  tailLines: 'integer',
  timeoutSeconds: 'integer',
  timestamps: 'boolean',
  tty: 'boolean',
  watch: 'boolean',
}

export const listParameters = [
  'allowWatchBookmarks',
  'continue',
  'fieldSelector',
  'labelSelector',
  'limit',
  'resourceVersion',
  'resourceVersionMatch',
  'sendInitialEvents',
  'shardSelector',
  'timeoutSeconds',
  'watch',
]
export const deleteParameters = [
  'dryRun',
  'gracePeriodSeconds',
  'ignoreStoreReadErrorWithClusterBreakingPotential',
  'orphanDependents',
  'propagationPolicy',
]
export const deleteCollectionParameters = [
  ...deleteParameters,
  ...listParameters.filter((name) => name !== 'allowWatchBookmarks' && name !== 'watch'),
].sort()
export const writeParameters = ['dryRun', 'fieldManager', 'fieldValidation']
export const patchParameters = [...writeParameters, 'force']

/** Of the kinds that a connection or a log takes as its options. */
export const optionParameters: Readonly<Record<string, readonly string[]>> = {
  PodAttachOptions: ['container', 'stderr', 'stdin', 'stdout', 'tty'],
  PodExecOptions: ['command', 'container', 'stderr', 'stdin', 'stdout', 'tty'],
  PodLogOptions: [
    'container',
    'follow',
    'insecureSkipTLSVerifyBackend',
    'limitBytes',
    'previous',
    'sinceSeconds',
    'stream',
    'tailLines',
    'timestamps',
  ],
  PodPortForwardOptions: ['ports'],
  NodeProxyOptions: ['path'],
  PodProxyOptions: ['path'],
  ServiceProxyOptions: ['path'],
}

/** `of` is the action, or the kind of options, that takes them. */
export function queryParameters(of: string, names: readonly string[]): Dict[] {
  return names.map((name) => {
    const text = parameterText(of, name) ?? parameterText('list', name)
    const told = text === undefined ? {} : { description: text }
    const schema = { type: types[name] ?? 'string', uniqueItems: true }
    return { name, in: 'query', ...told, schema }
  })
}

export function pathParameter(name: string, description?: string): Dict {
  const schema = { type: 'string', uniqueItems: true }
  const told = description === undefined ? {} : { description }
  return { name, in: 'path', ...told, required: true, schema }
}

/** Path parameters and query parameters by name; a name may be both. */
export function inOrder(parameters: readonly Dict[]): Dict[] {
  return [...parameters].sort((a, b) =>
    a.name === b.name ? (a.in < b.in ? -1 : 1) : a.name < b.name ? -1 : 1,
  )
}
