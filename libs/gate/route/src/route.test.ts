import { describe, expect, it } from 'vitest'
import { readInfo } from './route.ts'
import { splitTarget } from './split-target.ts'

function info(method: string, target: string) {
  return readInfo(method, target, splitTarget(target))
}

function short(method: string, target: string): string {
  const i = info(method, target)
  if (!i.isResourceRequest) return `${i.verb} ${i.path}`
  const resource = i.subresource === '' ? i.resource : `${i.resource}/${i.subresource}`
  return `${i.verb} ${i.group}/${i.version} ${i.namespace}:${resource}:${i.name}`
}

/** Each byte by its number. */
function everyByte(text: string): string {
  return Buffer.from(text).toString('hex').replace(/../g, '%$&')
}

describe('route', () => {
  it.each([
    ['GET', '/api/v1/namespaces', 'list /v1 :namespaces:'],
    ['GET', '/api/v1/namespaces/a', 'get /v1 a:namespaces:a'],
    ['PUT', '/api/v1/namespaces/a/finalize', 'update /v1 a:namespaces/finalize:a'],
    ['GET', '/api/v1/namespaces/a/pods/b/log', 'get /v1 a:pods/log:b'],
    ['POST', '/api/v1/namespaces/a/pods', 'create /v1 a:pods:'],
    ['DELETE', '/api/v1/namespaces/a/pods', 'deletecollection /v1 a:pods:'],
    ['DELETE', '/api/v1/namespaces/a/pods/b', 'delete /v1 a:pods:b'],
    ['PATCH', '/apis/apps/v1/namespaces/a/deployments/b', 'patch apps/v1 a:deployments:b'],
    ['HEAD', '/api/v1/nodes', 'list /v1 :nodes:'],
    ['OPTIONS', '/api/v1/nodes', ' /v1 :nodes:'],
    ['GET', '/api/v1/pods?watch=1', 'watch /v1 :pods:'],
    ['GET', '/api/v1/pods?watch=no', 'watch /v1 :pods:'],
    ['GET', '/api/v1/pods?watch', 'watch /v1 :pods:'],
    ['GET', '/api/v1/pods?watch=FALSE', 'list /v1 :pods:'],
    ['GET', '/api/v1/namespaces/a/pods/b?watch=1', 'get /v1 a:pods:b'],
    ['GET', '/api/v1/watch/namespaces/a/pods', 'watch /v1 a:pods:'],
    ['GET', '/api/v1/watch/namespaces/a', 'watch /v1 a:namespaces:a'],
    ['GET', '/api/v1/proxy/nodes/n/x', 'proxy /v1 :nodes:n'],
    ['GET', '/api', 'get /api'],
    ['GET', '/apis/apps/v1', 'get /apis/apps/v1'],
    ['POST', '/healthz', 'post /healthz'],
    ['GET', '/', 'get /'],
    ['GET', '/api/v1/namespaces/a/pods/b%2flog', 'get /v1 a:pods/log:b'],
    ['GET', '/api/v1/namespaces/a/configmaps/%252e', 'get /v1 a:configmaps:%2e'],
    ['GET', '/api/v1/namespaces/a/../b', 'get /v1 a:../b:'.replace('../b:', '..:b')],
  ])('%s %s', (method, target, expected) => {
    expect(short(method, target)).toBe(expected)
  })

  it.each([
    ['metadata.name=x', 'x'],
    ['metadata.name%3Dx', 'x'],
    ['metadata.name==x', 'x'],
    ['metadata.name!=x', ''],
    ['metadata.namespace=a,metadata.name=x', 'x'],
    ['metadata.name=a%2Fb', ''],
    ['metadata.name=..', ''],
    ['metadata.name=a\\', ''],
    ['metadata.name=x&limit=abc', ''],
    ['metadata.name=x&labelSelector=a%20in%20(', ''],
    ['metadata.name=', ''],
  ])('K31: names the object of fieldSelector %s', (selector, name) => {
    expect(info('GET', `/api/v1/pods?fieldSelector=${selector}`).name).toBe(name)
  })

  it('K31: keeps selectors for authorization, but not on watches by path', () => {
    expect(info('GET', '/api/v1/pods?labelSelector=a%3Db').labelSelector).toBe('a=b')
    expect(info('GET', '/api/v1/watch/pods?labelSelector=a%3Db').labelSelector).toBe('')
    expect(info('GET', '/api/v1/namespaces/a/pods/b?labelSelector=x').labelSelector).toBe('')
  })

  it.each(['/a%zz', '/a%', 'http://evil/api', '*', '/a b', '/a\u0007', '/%ff', '/%c0%ae', ''])(
    'N19, finding 7: refuses %j with 400',
    (target) => {
      expect(() => splitTarget(target)).toThrow(expect.objectContaining({ code: 400 }))
    },
  )

  it('N19, finding 7: nothing is collapsed, turned around or taken for a host', () => {
    for (const [target, path] of [
      ['/api/v1/namespaces/a/%2e%2e/secrets', '/api/v1/namespaces/a/../secrets'],
      ['/api/v1/namespaces/a/../secrets', '/api/v1/namespaces/a/../secrets'],
      ['/api\\v1', '/api\\v1'],
      ['//evil/x', '//evil/x'],
      ['/a;b=c', '/a;b=c'],
      ['/a+b', '/a+b'],
      ['/a%09b', '/a\tb'],
      ['/a%3Fb', '/a?b'],
    ] as const) {
      expect(splitTarget(target).path, target).toBe(path)
    }
  })

  it('N19: a path is decoded once, whatever it holds', () => {
    const pieces = ['api', 'v1', 'namespaces', 'a', 'pods', 'watch', 'proxy', '..', '.', '%', '/']
    const more = ['?', '#', '\\', ';', '+', '%2f', '%2e', ' ', '\u00e4', '\u212a', '']
    let state = 7
    const pick = (list: readonly string[]) => {
      state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0
      return list[(state >>> 16) % list.length] as string
    }
    const outcome = (target: string) => {
      try {
        return JSON.stringify(info('GET', target))
      } catch (error) {
        return String((error as { code: number }).code)
      }
    }
    for (let i = 0; i < 4_000; i++) {
      const segments = Array.from({ length: 1 + (i % 7) }, () => pick([...pieces, ...more]))
      const path = `/${segments.join('/')}`
      const escaped = encodeURI(path).replace(/[?#]/g, encodeURIComponent)
      expect(splitTarget(escaped).path).toBe(path)
      // Letters that need no escape may have one; it changes nothing.
      const full = `/${segments.map((each) => each.split('/').map(everyByte).join('/')).join('/')}`
      expect(outcome(full), path).toBe(outcome(escaped))
    }
  })

  it('reads a query as Go does', () => {
    const { query } = splitTarget('/x?a=1&b=2;c=3&d=%zz&e=+y%20&f&&=g&a=2&h=%ff')
    expect([...query]).toEqual([
      ['a', '1'],
      ['e', ' y '],
      ['f', ''],
      ['', 'g'],
      ['a', '2'],
      ['h', '\ufffd'],
    ])
  })

  it('answers 500 where the path names a verb and no resource', () => {
    expect(() => info('GET', '/api/v1/watch')).toThrow(/unable to determine kind and namespace/)
  })

  it('never takes verbs from Object.prototype', () => {
    expect(info('constructor', '/api/v1/pods').verb).toBe('')
  })
})
