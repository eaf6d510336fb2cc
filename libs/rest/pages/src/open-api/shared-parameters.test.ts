import { describe, expect, it } from 'vitest'
import { shareParameters } from './shared-parameters.ts'

const query = (name: string) => ({ uniqueItems: true, type: 'string', name, in: 'query' })

describe('shared parameters', () => {
  it('are named by a hash of what they say', () => {
    const told = {
      uniqueItems: true,
      type: 'string',
      description: 'object name and auth scope, such as for teams and projects',
      name: 'namespace',
      in: 'path',
      required: true,
    }
    const { paths, parameters } = shareParameters({ '/a': { parameters: [told] } })
    expect(paths['/a'].parameters).toEqual([{ $ref: '#/parameters/namespace-vgWSWtn3' }])
    expect(parameters).toEqual({ 'namespace-vgWSWtn3': told })
  })

  it('leave those in place that tell of one kind or that old clients look for', () => {
    const body = { name: 'body', in: 'body', schema: { $ref: '#/definitions/io.k8s.api.v1.Pear' } }
    const own = [body, query('name'), query('dryRun'), query('fieldValidation')]
    const { paths, parameters } = shareParameters({ '/a': { post: { parameters: own } } })
    expect(paths['/a'].post.parameters).toEqual(own)
    expect(parameters).toEqual({})
  })

  it('do not change what they were given', () => {
    const given = { '/a': { get: { parameters: [query('watch')] }, parameters: [] } }
    shareParameters(given)
    expect(given['/a'].get.parameters).toEqual([query('watch')])
  })
})
