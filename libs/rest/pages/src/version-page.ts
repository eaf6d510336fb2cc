// in: nothing → out: /version: which Kubernetes this is the API of.
import { checkRouteAccept } from '@binnacle/codec'
import type { Reply } from '@binnacle/exchange'
import type { ExactPage } from './health-pages.ts'

/** Clients choose what they send by these numbers. */
export const versionInfo = {
  major: '1',
  minor: '37',
  emulationMajor: '1',
  emulationMinor: '37',
  minCompatibilityMajor: '1',
  minCompatibilityMinor: '36',
  gitVersion: 'v1.37.2',
  gitCommit: 'binnacle',
  gitTreeState: '',
  buildDate: '1970-01-01T00:00:00Z',
  goVersion: `node${process.versions.node}`,
  compiler: 'v8',
  platform: `${process.platform}/${process.arch === 'x64' ? 'amd64' : process.arch}`,
}

export function versionPages(): ReadonlyMap<string, ExactPage> {
  const reply: Reply = {
    status: 200,
    headers: [['Content-Type', 'application/json']],
    body: JSON.stringify(versionInfo, undefined, 2),
  }
  const page: ExactPage = {
    methods: ['GET'],
    async serve(request) {
      checkRouteAccept(request.headers.get('accept'), { watchable: false, jsonOnly: true })
      return reply
    },
  }
  return new Map([
    ['/version', page],
    ['/version/', page],
  ])
}
