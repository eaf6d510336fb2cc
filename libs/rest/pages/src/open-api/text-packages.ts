// in: nothing → out: where installed packages keep typings with texts, and their versions.
// Never: a failure where a package is not installed.
import { readFileSync } from 'node:fs'
import { findPackageJSON } from 'node:module'
import { dirname, join } from 'node:path'

interface TextPackage {
  readonly folder: string
  readonly version: string
}

/** Types of the groups, types that all groups share, and methods with their parameters. */
const holders = {
  groups: 'kubernetes-models',
  machinery: '@kubernetes-models/apimachinery',
  methods: '@kubernetes/client-node',
} as const

export type TextHolder = keyof typeof holders

const found = new Map<TextHolder, TextPackage | undefined>()

function lookFor(holder: TextHolder): TextPackage | undefined {
  if (found.has(holder)) return found.get(holder)
  let place: TextPackage | undefined
  try {
    const path = findPackageJSON(holders[holder], import.meta.url)
    if (path) {
      const { version } = JSON.parse(readFileSync(path, 'utf8'))
      place = { folder: dirname(path), version: String(version) }
    }
  } catch {
    // Images do without.
  }
  found.set(holder, place)
  return place
}

/** Documents with other texts are other documents. */
export function textsVersion(): string {
  return (Object.keys(holders) as TextHolder[])
    .map((holder) => lookFor(holder)?.version ?? '')
    .join()
}

/** A file of typings; undefined where there is none. */
export function readTypings(holder: TextHolder, path: string): string | undefined {
  const place = lookFor(holder)
  if (!place) return undefined
  try {
    return readFileSync(join(place.folder, path), 'utf8')
  } catch {
    return undefined
  }
}
