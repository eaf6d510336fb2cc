// in: a question that was answered with no → out: the 403 that says so. Never: the decision.
import { type ApiError, forbiddenError, goQuote } from '@binnacle/meta'
import type { AccessQuestion } from './access.ts'

/** `reason` is the authorizer's; clients see it. */
export function forbiddenAccess(question: AccessQuestion, reason: string): ApiError {
  const { group, resource, name, path } = question
  const message = escapeHtml(describe(question))
  const text = reason === '' ? message : `${message}: ${reason}`
  if (path !== undefined) return forbiddenError({ group: '', resource: '' }, '', text)
  return forbiddenError({ group, resource }, name, text)
}

function describe({ user, verb, path, ...asked }: AccessQuestion): string {
  const who = `User ${goQuote(user.name)} cannot ${verb}`
  if (path !== undefined) return `${who} path ${goQuote(path)}`
  const { resource, subresource, group, namespace } = asked
  const what = subresource === '' ? resource : `${resource}/${subresource}`
  const where = namespace === '' ? 'at the cluster scope' : `in the namespace ${goQuote(namespace)}`
  return `${who} resource ${goQuote(what)} in API group ${goQuote(group)} ${where}`
}

/** As the reference does, so that no browser takes the text for a page. */
function escapeHtml(text: string): string {
  if (!/[&<>]/.test(text)) return text
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}
