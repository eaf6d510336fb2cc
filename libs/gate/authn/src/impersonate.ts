// in: a routed request and its caller → out: the user that the caller acts as. Never: a credential.
import { type Authorize, questionOf, type Routed, type User } from '@binnacle/exchange'
import { ApiError, internalError } from '@binnacle/meta'
import {
  check,
  checkEachPart,
  nodeNameOf,
  type ImpersonationAttempt,
} from './impersonation-checks.ts'
import { splitServiceAccountName } from './service-account-user.ts'
import { type WantedUser, wantedUser } from './wanted-user.ts'

type Mode = (request: Routed, requestor: User, wanted: WantedUser) => Promise<User | undefined>

/** How many callers' last mode is remembered; the order of modes is all that depends on it. */
const rememberedMax = 10_000

export type Impersonate = (request: Routed, requestor: User) => Promise<User> | undefined

/**
 * The constrained forms are tried first, for they ask for less; the plain form is last. Who succeeded with one mode
 * is asked about that one first, which also decides which refusal is shown.
 */
export function createImpersonate(authorize: Authorize): Impersonate {
  const modes = [
    associatedNode(authorize),
    constrained(authorize, 'arbitrary-node', (wanted) => nodeNameOf(wanted.name) !== undefined),
    constrained(
      authorize,
      'serviceaccount',
      (wanted) => splitServiceAccountName(wanted.name) !== undefined,
    ),
    userInfo(authorize),
    plain(authorize),
  ]
  const lastMode = new Map<string, Mode>()

  async function impersonate(request: Routed, requestor: User, wanted: WantedUser): Promise<User> {
    const last = lastMode.get(requestor.name)
    const ordered = last ? [last, ...modes.filter((mode) => mode !== last)] : modes
    let refusal: unknown
    for (const mode of ordered) {
      try {
        const user = await mode(request, requestor, wanted)
        if (!user) continue
        if (lastMode.size >= rememberedMax) lastMode.clear()
        lastMode.set(requestor.name, mode)
        return user
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        refusal ??= error
      }
    }
    throw refusal ?? internalError('all impersonation modes failed')
  }

  return (request, requestor) => {
    const wanted = wantedUser(request.headers)
    return wanted && impersonate(request, requestor, wanted)
  }
}

function plain(authorize: Authorize): Mode {
  return (_request, requestor, wanted) =>
    checkEachPart({ authorize, requestor, wanted, verb: 'impersonate', constrained: false })
}

function constrained(
  authorize: Authorize,
  mode: string,
  fits: (wanted: WantedUser) => boolean,
): Mode {
  return async (request, requestor, wanted) => {
    if (!onlyName(wanted) || !fits(wanted)) return undefined
    return tryMode(authorize, mode, { request, requestor, wanted })
  }
}

function userInfo(authorize: Authorize): Mode {
  return async (request, requestor, wanted) => {
    if (nodeNameOf(wanted.name) !== undefined || splitServiceAccountName(wanted.name)) {
      return undefined
    }
    return tryMode(authorize, 'user-info', { request, requestor, wanted })
  }
}

/** A service account may speak for the node that its own token is bound to. */
function associatedNode(authorize: Authorize): Mode {
  const mode = 'associated-node'
  const verb = `impersonate:${mode}`
  const aboutAnyNode: Authorize = (asked) =>
    authorize(asked.verb === verb ? { ...asked, name: '*' } : asked)
  return async (request, requestor, wanted) => {
    const node = nodeNameOf(wanted.name)
    const own = requestor.extra['authentication.kubernetes.io/node-name']
    const isOwn = own?.length === 1 && own[0] === node
    if (!onlyName(wanted) || !isOwn || !splitServiceAccountName(requestor.name)) return undefined
    const keys = Object.keys(requestor.extra).sort()
    const reduced: User = {
      ...requestor,
      extra: { 'authentication.kubernetes.io/associated-node-keys': keys },
    }
    return tryMode(aboutAnyNode, mode, { request, requestor: reduced, wanted })
  }
}

interface Trial {
  readonly request: Routed
  readonly requestor: User
  readonly wanted: WantedUser
}

async function tryMode(authorize: Authorize, mode: string, trial: Trial): Promise<User> {
  const { request, requestor, wanted } = trial
  const verb = `impersonate:${mode}`
  const attempt: ImpersonationAttempt = { authorize, requestor, wanted, verb, constrained: true }
  const asked = questionOf(request.info, requestor)
  await check(attempt, { ...asked, verb: `impersonate-on:${mode}:${asked.verb}` })
  return checkEachPart(attempt)
}

function onlyName({ uid, groups, extra }: WantedUser): boolean {
  return uid === '' && groups.length === 0 && extra.size === 0
}
