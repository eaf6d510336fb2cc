// in: nothing → out: the help text.
import { clusterFlags } from './command-line.ts'

export function helpText(): string {
  const flags = Object.entries(clusterFlags).map(([name, flag]) => {
    const preset = flag.default === '' || flag.kind === 'switch' ? '' : ` (${flag.default})`
    return `  --${name.padEnd(26)} ${flag.about}${preset}`
  })
  return [
    'A highly available Kubernetes API on etcd, on this machine.',
    '',
    '  binnacle up       start etcd and the replicas        npm start',
    '  binnacle status   what runs                          npm run status',
    '  binnacle stop     end what --detach started          npm stop',
    '  binnacle snapshot save|restore|status FILE           npm run snapshot',
    '',
    ...flags,
    `  --${'no-controllers'.padEnd(26)} no standalone loops`,
    '',
    'Flags of the API server (apps/apiserver/src/flag-table.ts) are handed on to every replica,',
    'for example --token-auth-file=FILE or --insecure-port=8080.',
  ].join('\n')
}
