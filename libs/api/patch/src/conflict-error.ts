// in: conflicts of an apply → out: the 409 that names every cause. Never: who wins.
import { type ApiError, applyConflict, goQuote, type StatusCause } from '@binnacle/meta'
import { type FieldSet, pathsOf } from './field-set.ts'
import type { Owner, Owners } from './managers.ts'
import { compareText, pathText } from './path-element.ts'
import type { Conflict } from './ownership.ts'

export function conflictError(conflicts: readonly Conflict[], owners: Owners): ApiError {
  const sorted = [...conflicts].sort((a, b) => compareText(a.identity, b.identity))
  const named = sorted.map(({ identity, set }) => ({
    who: managerText(owners.get(identity) as Owner),
    paths: textsOf(set),
  }))
  const causes: StatusCause[] = named.flatMap(({ who, paths }) =>
    paths.map((field) => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${who}`,
      field,
    })),
  )
  return applyConflict(causes, messageOf(named, causes.length))
}

function textsOf(set: FieldSet): string[] {
  return pathsOf(set).map(pathText)
}

function messageOf(named: readonly { who: string; paths: string[] }[], count: number): string {
  if (count === 1) {
    const [{ who, paths } = { who: '', paths: [''] }] = named
    return `Apply failed with 1 conflict: conflict with ${who}: ${paths[0]}`
  }
  const lines = named.flatMap(({ who, paths }) => [
    `conflicts with ${who}:`,
    ...paths.map((path) => `- ${path}`),
  ])
  return `Apply failed with ${count} conflicts: ${lines.join('\n')}`
}

function managerText(owner: Owner): string {
  const name = goQuote(owner.manager)
  const place = owner.subresource === '' ? '' : ` with subresource ${goQuote(owner.subresource)}`
  return owner.operation === 'Update' ? `${name}${place} using ${owner.apiVersion}` : name + place
}
