// Who may only look at pods does not get into them.
import type { AccessQuestion, ResourceRequest } from '@binnacle/exchange'
import { expect, test } from 'vitest'
import type { SubresourceTools } from '../kind.ts'
import { podAttach, podExec, podPortForward } from './pod-streams.ts'

const info = {
  isResourceRequest: true,
  path: '/api/v1/namespaces/a/pods/p/exec',
  group: '',
  version: 'v1',
  namespace: 'a',
  resource: 'pods',
  subresource: 'exec',
  name: 'p',
}

test.each([podExec, podAttach, podPortForward])(
  'a GET needs the right to create too',
  async (rule) => {
    const asked: AccessQuestion[] = []
    const authorize = (question: AccessQuestion) => {
      asked.push(question)
      return { decision: 'noOpinion', reason: 'not for you' }
    }
    const request = { info: { ...info, verb: 'get' }, user: { name: 'u', groups: [] } }
    const connect = async () => undefined
    const tools = { surroundings: { authorize }, connect } as unknown as SubresourceTools
    if (rule.writes !== 'own') expect.fail('a stream answers by itself')
    await expect(rule.serve(request as unknown as ResourceRequest, tools)).rejects.toMatchObject({
      code: 403,
      message: 'pods "p" is forbidden: not for you',
    })
    expect(asked).toMatchObject([{ verb: 'create', resource: 'pods', name: 'p', namespace: 'a' }])
  },
)
