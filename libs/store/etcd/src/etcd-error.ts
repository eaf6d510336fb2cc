// in: a gRPC status → out: an error that says whether the call may have had an effect. Never: HTTP.

export const grpcCodes = {
  canceled: 1,
  unknown: 2,
  invalidArgument: 3,
  deadlineExceeded: 4,
  resourceExhausted: 8,
  failedPrecondition: 9,
  outOfRange: 11,
  unavailable: 14,
  unauthenticated: 16,
} as const

const notFound = 5
const permissionDenied = 7

/** What etcd answers with these it has looked at and refused. */
const verdicts: readonly number[] = [
  grpcCodes.invalidArgument,
  notFound,
  permissionDenied,
  grpcCodes.failedPrecondition,
  grpcCodes.outOfRange,
  grpcCodes.unauthenticated,
]

const codeNames = [
  'OK',
  'Canceled',
  'Unknown',
  'InvalidArgument',
  'DeadlineExceeded',
  'NotFound',
  'AlreadyExists',
  'PermissionDenied',
  'ResourceExhausted',
  'FailedPrecondition',
  'Aborted',
  'OutOfRange',
  'Unimplemented',
  'Internal',
  'Unavailable',
  'DataLoss',
  'Unauthenticated',
]

const noLeader = 'etcdserver: no leader'

/** What a member says before it has begun with a call. */
const refusals = [noLeader, 'raft proposal dropped']

export class EtcdError extends Error {
  readonly code: number
  /** The call never reached etcd: it may be sent again whatever it does. */
  readonly unsent: boolean

  constructor(code: number, description: string, unsent = false) {
    // etcd's own errors go by their text alone, all others as gRPC prints them.
    const own = description.startsWith('etcdserver: ')
    super(own ? description : `rpc error: code = ${codeNames[code] ?? code} desc = ${description}`)
    this.code = code
    this.unsent = unsent || refusals.some((one) => description === one)
  }

  /**
   * The call may have been done all the same: its answer was lost, or came too late. Also when
   * space ran out, as etcd then still does what it had let in before.
   */
  get unknownEnd(): boolean {
    return !this.unsent && !verdicts.includes(this.code)
  }

  /** The member cannot reach the others, or they cannot agree: another one may know better. */
  get lonely(): boolean {
    return this.message === noLeader || this.message.startsWith('etcdserver: request timed out')
  }

  get compacted(): boolean {
    return this.message === 'etcdserver: mvcc: required revision has been compacted'
  }

  get futureRevision(): boolean {
    return this.message === 'etcdserver: mvcc: required revision is a future revision'
  }

  get tooLarge(): boolean {
    return this.message === 'etcdserver: request is too large'
  }

  /** A read that failed so may be sent again, perhaps to another member. */
  get transient(): boolean {
    return this.unsent || this.code === grpcCodes.unavailable
  }

  get tokenExpired(): boolean {
    return this.message.startsWith('etcdserver: invalid auth token')
  }
}
