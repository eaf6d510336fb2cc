// in: the volumes of a pod → out: texts about files that would hide each other.
import { type Dict, goQuote } from '@binnacle/meta'
import { listOf } from './field-checks.ts'

interface File {
  readonly path: string
  readonly source: string
}

function show(file: File): string {
  return file.source === '' ? goQuote(file.path) : `${goQuote(file.path)} (${file.source})`
}

function overlaps(a: File, b: File): boolean {
  if (a.path === '' || b.path === '') return false
  return `${a.path}/`.startsWith(`${b.path}/`) || `${b.path}/`.startsWith(`${a.path}/`)
}

function filesOf(items: unknown, source: string): File[] {
  return listOf(items).map((item) => ({ path: item.path ?? '', source }))
}

function collisions(files: readonly File[]): string[] {
  const texts: string[] = []
  const before: File[] = []
  for (const file of files) {
    const trimmed = { ...file, path: file.path.replace(/\/+$/, '') }
    for (const other of before) {
      if (overlaps(other, trimmed)) texts.push(`${show(trimmed)} with ${show(other)}`)
    }
    before.push(trimmed)
  }
  return texts
}

function projectedFiles(source: Dict): File[] {
  if (source.configMap?.items) {
    return filesOf(source.configMap.items, `ConfigMap ${goQuote(source.configMap.name ?? '')}`)
  }
  if (source.secret?.items) {
    return filesOf(source.secret.items, `Secret ${goQuote(source.secret.name ?? '')}`)
  }
  if (source.downwardAPI?.items) return filesOf(source.downwardAPI.items, 'DownwardAPI')
  if (source.serviceAccountToken) {
    return [{ path: source.serviceAccountToken.path ?? '', source: 'ServiceAccountToken' }]
  }
  return []
}

export function overlapWarnings(volumes: readonly Dict[]): string[] {
  const warnings: string[] = []
  for (const volume of volumes) {
    const name = goQuote(volume.name ?? '')
    const tell = (what: string, files: readonly File[]): void => {
      for (const text of collisions(files)) {
        warnings.push(`volume ${name} (${what}): overlapping paths: ${text}`)
      }
    }
    const { configMap, secret, downwardAPI, projected } = volume
    if (configMap?.items) {
      tell(`ConfigMap ${goQuote(configMap.name ?? '')}`, filesOf(configMap.items, ''))
    }
    if (secret?.items) tell(`Secret ${goQuote(secret.secretName ?? '')}`, filesOf(secret.items, ''))
    if (downwardAPI?.items) tell('DownwardAPI', filesOf(downwardAPI.items, ''))
    if (!projected) continue
    const sources = listOf(projected.sources)
    for (const source of sources) {
      if (Object.keys(source).length > 0) continue
      warnings.push(`volume ${name} (Projected) has no sources provided`)
    }
    tell('Projected', sources.flatMap(projectedFiles))
  }
  return warnings
}
