// in: an authorizer → out: two pages for who helps others with a 403. Never: a word to who may not ask.
import type { AccessQuestion, Allowed, Reply } from '@binnacle/exchange'
import { badRequest, type Dict } from '@binnacle/meta'
import type { Authorizer } from './create-authorizer.ts'
import { explain } from './explain.ts'

export interface AccessPage {
  readonly methods: readonly string[]
  serve(request: Allowed): Promise<Reply>
}

/**
 * They are paths like any other: a caller needs a rule with the verb get on them. Ours; upstream has nothing like it.
 * `explain`: why a question is answered with no. `who-can`: whom RBAC allows something.
 */
export function accessPages(authorizer: Authorizer): ReadonlyMap<string, AccessPage> {
  return new Map([
    [
      '/access/explain',
      page(async (query) => {
        const asked = questionOfQuery(query)
        if (asked.user.name === '') throw badRequest('the parameter user is required')
        return explain(authorizer, asked)
      }),
    ],
    [
      '/access/who-can',
      page(async (query) => ({
        subjects: [
          { kind: 'Group', name: 'system:masters' },
          ...authorizer.subjectsFor(questionOfQuery(query)),
        ],
      })),
    ],
  ])
}

function page(answer: (query: URLSearchParams) => Promise<Dict>): AccessPage {
  return {
    methods: ['GET'],
    async serve({ query }) {
      const body = `${JSON.stringify(await answer(query), undefined, 2)}\n`
      return { status: 200, headers: [['Content-Type', 'application/json']], body }
    },
  }
}

const known = new Set([
  'user',
  'group',
  'verb',
  'apiGroup',
  'resource',
  'subresource',
  'namespace',
  'name',
  'path',
])

function questionOfQuery(query: URLSearchParams): AccessQuestion {
  for (const key of query.keys()) {
    if (!known.has(key)) throw badRequest(`unknown parameter ${JSON.stringify(key)}`)
  }
  const text = (key: string) => query.get(key) ?? ''
  const path = query.get('path') ?? undefined
  if (text('verb') === '') throw badRequest('the parameter verb is required')
  if ((path === undefined) === (text('resource') === '')) {
    throw badRequest('exactly one of the parameters resource and path is required')
  }
  const name = text('user')
  const groups = query.getAll('group')
  const account = /^system:serviceaccount:([^:]+):[^:]+$/.exec(name)
  if (account && groups.length === 0) {
    groups.push('system:serviceaccounts', `system:serviceaccounts:${account[1]}`)
  }
  return {
    user: { name, uid: '', groups: [...new Set([...groups, 'system:authenticated'])], extra: {} },
    verb: text('verb'),
    group: text('apiGroup'),
    version: '*',
    resource: text('resource'),
    subresource: text('subresource'),
    namespace: path === undefined ? text('namespace') : '',
    name: text('name'),
    path,
  }
}
