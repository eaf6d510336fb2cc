// in: the spec of an access review → out: the question for the authorizer, and what of it cannot be read.
import type { AccessQuestion, User } from '@binnacle/exchange'
import { type Dict, parseFieldSelector, parseLabelSelector } from '@binnacle/meta'

export interface Asked {
  readonly question: AccessQuestion
  /** Parts that were ignored; the question is then a broader one. */
  readonly ignored: readonly string[]
}

export function questionOfSpec(spec: Dict, user: User): Asked {
  const path: Dict | undefined = spec.nonResourceAttributes ?? undefined
  const asked: Dict = spec.resourceAttributes ?? {}
  const ignored: string[] = []
  const base = { user, group: asked.group ?? '', version: asked.version || '*' }
  const question = {
    ...base,
    verb: asked.verb ?? path?.verb ?? '',
    resource: asked.resource ?? '',
    subresource: asked.subresource ?? '',
    namespace: asked.namespace ?? '',
    name: asked.name ?? '',
  }
  if (!spec.resourceAttributes && path) {
    return { question: { ...question, path: path.path ?? '' }, ignored }
  }
  const read = (selector: Selector) => {
    if (selector.wrong !== undefined) ignored.push(selector.wrong)
    return selector.text
  }
  return {
    question: {
      ...question,
      fieldSelector: read(fieldSelector(asked.fieldSelector)),
      labelSelector: read(labelSelector(asked.labelSelector)),
    },
    ignored,
  }
}

interface Selector {
  readonly text?: string
  readonly wrong?: string
}

function fieldSelector(selector: Dict | undefined): Selector {
  return selectorOf('fieldSelector', selector, parseFieldSelector, ({ key, operator, values }) => {
    if (values?.length !== 1) return undefined
    const value = String(values[0]).replace(/[\\,=]/g, '\\$&')
    if (operator === 'In') return `${key}=${value}`
    return operator === 'NotIn' ? `${key}!=${value}` : undefined
  })
}

function labelSelector(selector: Dict | undefined): Selector {
  return selectorOf('labelSelector', selector, parseLabelSelector, ({ key, operator, values }) => {
    if (operator === 'Exists') return key
    if (operator === 'DoesNotExist') return `!${key}`
    const word = operator === 'In' ? 'in' : operator === 'NotIn' ? 'notin' : undefined
    return word && values?.length > 0 ? `${key} ${word} (${values.join(',')})` : undefined
  })
}

function selectorOf(
  field: string,
  selector: Dict | undefined,
  parse: (text: string) => unknown,
  textOf: (requirement: Dict) => string | undefined,
): Selector {
  if (!selector) return {}
  const requirements: Dict[] = selector.requirements ?? []
  const texts = requirements.map(textOf)
  const known = texts.filter((text) => text !== undefined)
  const text: string = requirements.length > 0 ? known.join(',') : (selector.rawSelector ?? '')
  try {
    parse(text)
  } catch {
    return { wrong: `spec.resourceAttributes.${field} ignored due to parse error` }
  }
  if (known.length === texts.length) return { text }
  const part = known.length > 0 ? 'partially ignored' : 'ignored'
  return { text, wrong: `spec.resourceAttributes.${field} ${part} due to parse error` }
}
