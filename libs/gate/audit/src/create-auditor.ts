// in: a policy and places for records → out: a record of each request, at its stages. Never: a refusal.
import { randomUUID } from 'node:crypto'
import type { Identified, Reply, RequestInfo, Routed } from '@binnacle/exchange'
import { auditEvent, type Noted, readReply } from './audit-event.ts'
import type { AuditSink } from './audit-sink.ts'
import type { Policy, Stage } from './policy.ts'

export interface AuditRecord {
  /** Returns the reply to send: one that lasts is watched to its end. */
  close(reply: Reply): Reply
}

export interface Auditor {
  open(request: Identified): AuditRecord | undefined
  /** Of a request whose caller could not be known, or may not act as another. */
  refused(request: Routed, reply: Reply): void
  readonly dropped: number
  close(): Promise<void>
}

export interface AuditorSettings {
  readonly policy: Policy
  readonly sinks: readonly AuditSink[]
  isLongRunning(info: RequestInfo): boolean
}

const auditIdForm = /^[\x21-\x7e]{1,64}$/

export function createAuditor({ policy, sinks, isLongRunning }: AuditorSettings): Auditor {
  function put(request: Routed, noted: Noted, stage: Stage): void {
    if (noted.recording.omit.has(stage)) return
    const event = auditEvent(request, noted, stage, new Date())
    for (const sink of sinks) sink.put(event)
  }

  function note(request: Routed & Partial<Identified>): Noted | undefined {
    const user = request.impersonator ?? request.user
    const recording = policy.of(request.info, user)
    if (recording.level === 'None') return undefined
    const given = request.headers.get('audit-id')
    const auditId = given !== undefined && auditIdForm.test(given) ? given : randomUUID()
    Object.assign(request, { auditId })
    return {
      auditId,
      recording,
      receivedAt: new Date(Date.now() - (performance.now() - request.receivedAtMs)),
      user,
      impersonated: request.impersonator && request.user,
    }
  }

  function complete(request: Routed, noted: Noted, reply: Reply): void {
    const { level } = noted.recording
    const creates = request.info.verb === 'create' && request.info.name === ''
    const { status, object } = readReply(reply, level === 'RequestResponse' || creates)
    noted.status = status
    noted.response = object
    noted.annotations = annotationsOf(request, status.code)
  }

  return {
    open(request) {
      const noted = note(request)
      if (!noted) return undefined
      if (noted.recording.level !== 'Metadata') keepBody(request, noted)
      put(request, noted, 'RequestReceived')
      return {
        close(reply) {
          complete(request, noted, reply)
          if (!('stream' in reply) && !('upgrade' in reply)) {
            put(request, noted, 'ResponseComplete')
            return reply
          }
          if (isLongRunning(request.info)) put(request, noted, 'ResponseStarted')
          return atItsEnd(reply, () => put(request, noted, 'ResponseComplete'))
        },
      }
    },
    refused(request, reply) {
      const noted = note(request)
      if (!noted) return
      noted.status = readReply(reply, true).status
      noted.response = readReply(reply, true).object
      put(request, noted, noted.user ? 'ResponseComplete' : 'ResponseStarted')
    },
    get dropped() {
      return sinks.reduce((sum, sink) => sum + sink.dropped, 0)
    },
    async close() {
      await Promise.all(sinks.map((sink) => sink.close()))
    },
  }
}

/** The body passes by once; whoever reads it leaves a copy here. */
function keepBody(request: Identified, noted: Noted): void {
  const read = request.body.bind(request)
  Object.assign(request, {
    async body() {
      const bytes = await read()
      noted.requestBytes = bytes
      return bytes
    },
  })
}

function annotationsOf(request: Routed, code: number): Record<string, string> | undefined {
  const because = (request as { allowedBecause?: string }).allowedBecause
  if (because === undefined && code !== 403) return undefined
  return {
    'authorization.k8s.io/decision': because === undefined ? 'forbid' : 'allow',
    'authorization.k8s.io/reason': because ?? '',
  }
}

type Lasting = Exclude<Reply, { body: unknown }>

function atItsEnd(reply: Lasting, done: () => void): Reply {
  if ('upgrade' in reply) {
    return {
      upgrade(socket, head) {
        socket.once('close', done)
        return reply.upgrade(socket, head)
      },
    }
  }
  return {
    ...reply,
    stream(sink) {
      sink.onClose(done)
      return reply.stream(sink)
    },
  }
}
