// in: an Accept header → out: its clauses in the reference's order of preference. Never: a choice.

export interface AcceptClause {
  readonly type: string
  readonly subtype: string
  readonly quality: number
  readonly parameters: ReadonlyMap<string, string>
}

const clausesMax = 100

export function parseAccept(header: string): AcceptClause[] {
  const clauses: AcceptClause[] = []
  for (const part of header.split(',', clausesMax)) {
    const clause = parseClause(part)
    if (clause) clauses.push(clause)
  }
  return sorted(clauses)
}

function parseClause(part: string): AcceptClause | undefined {
  const [range = '', ...rest] = trim(part).split(';')
  const [type = '', subtype, ...more] = range.split('/').map(trim)
  if (more.length > 0) return undefined
  if (subtype === undefined || subtype === '') {
    if (type !== '*') return undefined
  }
  let quality = 1
  const parameters = new Map<string, string>()
  for (const parameter of rest) {
    const [name = '', value, ...others] = parameter.split('=')
    if (value === undefined || value === '' || others.length > 0) continue
    if (trim(name) === 'q') quality = Number.parseFloat(value) || 0
    else parameters.set(trim(name), trim(value))
  }
  return { type, subtype: subtype || '*', quality, parameters }
}

function trim(text: string): string {
  return text.replace(/^ +| +$/g, '')
}

/** Step by step as the reference sorts: its order is no true one, so the steps decide. */
function sorted(clauses: AcceptClause[]): AcceptClause[] {
  for (let i = 1; i < clauses.length; i++) {
    for (let j = i; j > 0; j--) {
      const [left, right] = [clauses[j - 1], clauses[j]] as [AcceptClause, AcceptClause]
      if (!isBefore(right, left)) break
      clauses[j - 1] = right
      clauses[j] = left
    }
  }
  return clauses
}

function isBefore(a: AcceptClause, b: AcceptClause): boolean {
  if (a.quality > b.quality) return true
  if (a.type !== '*' && b.type === '*') return true
  return a.subtype !== '*' && b.subtype === '*'
}
