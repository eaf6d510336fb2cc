// in: an object and what was there → out: warnings about finalizers that it gained. Never: refusals.
import { goQuote, type KubeObject, qualifiedName } from '@binnacle/meta'

const standard = new Set(['orphan', 'foregroundDeletion', 'kubernetes'])

function warningsOf(finalizer: string): string[] {
  const head = `metadata.finalizers: ${goQuote(finalizer)}:`
  const warnings = qualifiedName(finalizer).map((text) => `${head} ${text}`)
  if (finalizer.includes('/') || standard.has(finalizer)) return warnings
  const path = finalizer.includes('.') ? ' including a path (/)' : ''
  const text = `prefer a domain-qualified finalizer name${path} to avoid accidental conflicts with other finalizer writers`
  return [...warnings, `${head} ${text}`]
}

export function finalizerWarnings(object: KubeObject, was: KubeObject | undefined): string[] {
  const before = new Set(was?.metadata.finalizers ?? [])
  const added = new Set((object.metadata.finalizers ?? []).filter((each) => !before.has(each)))
  return [...added].sort().flatMap(warningsOf)
}
