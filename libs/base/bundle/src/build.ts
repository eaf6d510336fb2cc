// in: the programs' sources → out: the kept bundles. Run by `npm install`.
import { randomUUID } from 'node:crypto'
import { mkdirSync, renameSync, rmSync } from 'node:fs'
import http from 'node:http'
import { dirname, join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Plugin } from 'rolldown'
import {
  bundleFolder,
  installedPackages,
  isFresh,
  projectFolder,
  writeManifest,
} from './manifest.ts'

const programs: Readonly<Record<string, string>> = {
  apart: 'libs/rest/verbs/src/apart/work.ts',
  apiserver: 'apps/apiserver/src/run.ts',
  binnacle: 'apps/binnacle/src/command.ts',
}

const ofProject = (path: string) => relative(projectFolder, path).split(sep).join('/')

/**
 * Who looks for files beside itself looks beside its source, wherever the project stands. Who keeps
 * what this very code made learns the bundle's name.
 */
function metaWriter(buildId: string): Plugin {
  return {
    name: 'import.meta of the source',
    transform(code, id) {
      if (!code.includes('import.meta.') || id.includes('node_modules')) return null
      const path = relative(bundleFolder, id).split(sep).join('/')
      const url = `new URL(${JSON.stringify(path)}, import.meta.url).href`
      return code
        .replaceAll('import.meta.url', url)
        .replaceAll('import.meta.buildId', JSON.stringify(buildId))
    },
  }
}

const byName = '\0node:http'

/**
 * Whoever imports node:http has Node look at all of its names, and behind three of them stands a
 * whole client, undici: 70 ms of processor time and 16 MB at every start.
 */
const leanHttp: Plugin = {
  name: 'node:http by its names',
  resolveId: (source, _importer, { kind }) =>
    source === 'node:http' && kind === 'import-statement' ? byName : null,
  load(id) {
    if (id !== byName) return null
    const plain = Object.entries(Object.getOwnPropertyDescriptors(http))
      .filter(([, { get }]) => get === undefined)
      .map(([name]) => name)
    return `const http = process.getBuiltinModule('node:http')
      export default http
      export const { ${plain.join(', ')} } = http`
  },
}

/** Of each module what it imports: what is written does not name those that end in others. */
function recorder(imports: Map<string, readonly string[]>): Plugin {
  return {
    name: 'who imports whom',
    moduleParsed({ id, importedIds, dynamicallyImportedIds }) {
      imports.set(id, [...importedIds, ...dynamicallyImportedIds])
    },
  }
}

function reachedFrom(entry: string, imports: ReadonlyMap<string, readonly string[]>): string[] {
  const seen = new Set([entry])
  for (const id of seen) for (const next of imports.get(id) ?? []) seen.add(next)
  return [...seen]
}

/** What a bundle depends on: for packages from npm stands the list of what is installed. */
function filesOf(modules: readonly string[]): string[] {
  const ofBundler = [fileURLToPath(import.meta.url), join(import.meta.dirname, 'manifest.ts')]
  const own = [...modules, ...ofBundler]
    .filter((id) => id.startsWith(projectFolder) && !id.includes('node_modules'))
    .map(ofProject)
  return [...new Set([...own, 'package.json', installedPackages])].sort()
}

async function build(): Promise<void> {
  if (Object.keys(programs).every(isFresh)) return
  const { rolldown } = await import('rolldown')
  const input = Object.fromEntries(
    Object.entries(programs).map(([name, path]) => [name, join(projectFolder, path)]),
  )
  const imports = new Map<string, readonly string[]>()
  const bundle = await rolldown({
    input,
    cwd: projectFolder,
    platform: 'node',
    plugins: [leanHttp, metaWriter(randomUUID()), recorder(imports)],
  })
  const fresh = `${bundleFolder}.new`
  rmSync(fresh, { recursive: true, force: true })
  await bundle.write({
    dir: fresh,
    format: 'esm',
    entryFileNames: '[name].mjs',
    chunkFileNames: '[name]-[hash].mjs',
  })
  for (const [name, entry] of Object.entries(input)) {
    writeManifest(name, filesOf(reachedFrom(entry, imports)), fresh)
  }
  mkdirSync(dirname(bundleFolder), { recursive: true })
  rmSync(bundleFolder, { recursive: true, force: true })
  renameSync(fresh, bundleFolder)
}

await build().catch((error: Error) => {
  // Without the bundler, as in an installation for production: everything runs from its sources.
  process.stderr.write(`no bundle is kept, programs start from their sources: ${error.message}\n`)
})
