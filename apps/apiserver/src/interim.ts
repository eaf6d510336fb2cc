// in: a request → out: who asks and whether they may, until the rooms authn and authz are moved in.
import type { Allowed, Identified, Routed, Seated, User } from '@binnacle/exchange'
import { forbiddenError, unauthorized } from '@binnacle/meta'

const masters = 'system:masters'

export function interimIdentifier(tokenFile: string | undefined) {
  const users = new Map<string, User>()
  for (const line of (tokenFile === undefined ? '' : tokenFile).split('\n')) {
    const match = /^([^,]+),([^,]+),([^,]*)(?:,"?([^"]*)"?)?$/.exec(line.trim())
    if (match === null) continue
    const groups = (match[4] ?? '').split(',').filter((group) => group !== '')
    users.set(match[1] as string, user(match[2] as string, match[3] as string, groups))
  }
  return async (routed: Routed): Promise<Identified> => {
    if (routed.refusedCertificate !== undefined) throw unauthorized()
    const subject = routed.certificate?.subject
    if (subject !== undefined) {
      const part = (name: string) =>
        subject.split('\n').flatMap((line) => (line.startsWith(`${name}=`) ? [line.slice(name.length + 1)] : []))
      return Object.assign(routed, { user: user(part('CN').at(-1) ?? '', '', part('O')) })
    }
    const bearer = /^bearer (.+)$/i.exec(routed.headers.get('authorization') ?? '')?.[1]
    if (bearer !== undefined) {
      const known = users.get(bearer.trim())
      if (known === undefined) throw unauthorized()
      return Object.assign(routed, { user: known })
    }
    if (routed.insecure) return Object.assign(routed, { user: user('system:unsecured', '', [masters]) })
    const anonymous = { name: 'system:anonymous', uid: '', groups: ['system:unauthenticated'], extra: {} }
    return Object.assign(routed, { user: anonymous })
  }
}

function user(name: string, uid: string, groups: string[]): User {
  return { name, uid, groups: [...groups, 'system:authenticated'], extra: {} }
}

const open = /^\/(healthz|livez|readyz|version)(\/|$)/

export async function interimAuthorize(request: Seated): Promise<Allowed> {
  const { info } = request
  if (request.user.groups.includes(masters)) return Object.assign(request, { allowedBecause: '' })
  if (info.verb === 'get' && open.test(info.path)) return Object.assign(request, { allowedBecause: '' })
  const about = info.isResourceRequest ? `resource "${info.resource}"` : `path "${info.path}"`
  throw forbiddenError({ group: '', resource: '' }, '', `User "${request.user.name}" cannot ${info.verb} ${about}`)
}

