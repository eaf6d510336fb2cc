// in: the path of an AdmissionConfiguration → out: what it says of each plugin. Never: what plugins make of it.
import { readFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Dict } from '@binnacle/meta'
import { parse } from 'yaml'

const versions = ['apiserver.config.k8s.io/v1', 'apiserver.k8s.io/v1alpha1']

/** Paths in the file are relative to it. Throws an Error that names the file. */
export function readAdmissionConfiguration(path: string): ReadonlyMap<string, unknown> {
  const read = (file: string): Dict => {
    try {
      return parse(readFileSync(file, 'utf8')) ?? {}
    } catch (error) {
      throw new Error(`${file}: ${(error as Error).message}`)
    }
  }
  const file = read(path)
  if (file.kind !== 'AdmissionConfiguration' || !versions.includes(file.apiVersion)) {
    throw new Error(
      `${path}: no kind "${file.kind}" is registered for version "${file.apiVersion}"`,
    )
  }
  const found = new Map<string, unknown>()
  for (const plugin of (file.plugins ?? []) as Dict[]) {
    const own = plugin.path ? read(resolve(dirname(path), plugin.path)) : plugin.configuration
    if (own !== undefined && own !== null) found.set(plugin.name, own)
  }
  return found
}
