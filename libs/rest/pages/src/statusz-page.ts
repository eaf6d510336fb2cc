// in: the paths that are served → out: /statusz: since when this process runs, and which version it is.
import { anySeparator, componentPage } from './component-page.ts'
import type { ExactPage } from './health-pages.ts'
import { versionInfo } from './version-page.ts'

/** Folders that are no help to who looks for a fault. */
const apiFolders = ['apis', 'api', 'openid', 'openapi', '.well-known']

/** `paths`: asked on each request; the folders of them are shown. */
export function statuszPages(paths: () => Iterable<string>): ReadonlyMap<string, ExactPage> {
  const startedMs = Date.now() - Math.round(process.uptime() * 1000)
  const facts = () => ({
    startTime: new Date(startedMs).toISOString().replace(/\.\d+Z$/, 'Z'),
    uptimeSeconds: Math.max(0, Math.floor((Date.now() - startedMs) / 1000)),
    goVersion: versionInfo.goVersion,
    binaryVersion: versionInfo.gitVersion.replace(/^v/, ''),
    emulationVersion: `${versionInfo.emulationMajor}.${versionInfo.emulationMinor}`,
    paths: foldersOf(paths()),
  })
  return componentPage({
    kind: 'Statusz',
    facts,
    text() {
      const mark = anySeparator()
      const now = facts()
      return [
        '',
        `Started${mark} ${unixDate(new Date(startedMs))}`,
        `Up${mark} ${uptime(now.uptimeSeconds)}`,
        `Go version${mark} ${now.goVersion}`,
        `Binary version${mark} ${now.binaryVersion}`,
        `Emulation version${mark} ${now.emulationVersion}`,
        `Paths${mark} ${now.paths.join(' ')}`,
        '',
      ].join('\n')
    },
  })
}

function foldersOf(paths: Iterable<string>): string[] {
  const folders = new Set<string>()
  for (const path of paths) {
    const first = path.split('/')[1] ?? ''
    if (first !== '' && !apiFolders.includes(first)) folders.add(`/${first}`)
  }
  return [...folders].sort()
}

function uptime(seconds: number): string {
  const two = (number: number) => String(number).padStart(2, '0')
  const hours = Math.floor(seconds / 3600)
  return `${hours} hr ${two(Math.floor(seconds / 60) % 60)} min ${two(seconds % 60)} sec`
}

/** `Sat Nov  7 08:34:08 UTC 2026`. */
function unixDate(date: Date): string {
  const [day, number, month, year, time] = date.toUTCString().replace(',', '').split(' ')
  return `${day} ${month} ${String(Number(number)).padStart(2)} ${time} UTC ${year}`
}
