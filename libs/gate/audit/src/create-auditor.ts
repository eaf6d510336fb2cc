// in: a policy and places for records → out: a record of each request, at its stages. Never: a refusal.
import { randomUUID } from 'node:crypto'
import type { AuditNotes, Identified, Reply, RequestInfo, Routed } from '@binnacle/exchange'
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

export function createAuditor(settings: AuditorSettings): Auditor {
  return new PolicyAuditor(settings)
}

class PolicyAuditor implements Auditor {
  readonly #settings: AuditorSettings

  constructor(settings: AuditorSettings) {
    this.#settings = settings
  }

  open(request: Identified): AuditRecord | undefined {
    const noted = note(request, this.#settings.policy)
    if (!noted) return undefined
    const notes = new Map<string, string>()
    takeNotes(request, notes, noted)
    if (noted.recording.level !== 'Metadata') keepBody(request, noted)
    this.#put(request, noted, 'RequestReceived')
    return { close: (reply) => this.#close(request, noted, notes, reply) }
  }

  refused(request: Routed, reply: Reply): void {
    const noted = note(request, this.#settings.policy)
    if (!noted) return
    const { status, object } = readReply(reply, true)
    noted.status = status
    noted.response = object
    this.#put(request, noted, noted.user ? 'ResponseComplete' : 'ResponseStarted')
  }

  get dropped(): number {
    return this.#settings.sinks.reduce((sum, sink) => sum + sink.dropped, 0)
  }

  async close(): Promise<void> {
    await Promise.all(this.#settings.sinks.map((sink) => sink.close()))
  }

  #put(request: Routed, noted: Noted, stage: Stage): void {
    if (noted.recording.omit.has(stage)) return
    const event = auditEvent(request, noted, stage, new Date())
    for (const sink of this.#settings.sinks) sink.put(event)
  }

  #close(
    request: Identified,
    noted: Noted,
    notes: ReadonlyMap<string, string>,
    reply: Reply,
  ): Reply {
    const creates = request.info.verb === 'create' && request.info.name === ''
    const needsObject = noted.recording.level === 'RequestResponse' || creates
    const { status, object } = readReply(reply, needsObject)
    noted.status = status
    noted.response = object
    noted.annotations = annotationsOf(request, status.code, notes)
    if (!('stream' in reply) && !('upgrade' in reply)) {
      this.#put(request, noted, 'ResponseComplete')
      return reply
    }
    if (this.#settings.isLongRunning(request.info)) this.#put(request, noted, 'ResponseStarted')
    return atItsEnd(reply, () => this.#put(request, noted, 'ResponseComplete'))
  }
}

function note(request: Routed & Partial<Identified>, policy: Policy): Noted | undefined {
  const user = request.impersonator ?? request.user
  const recording = policy.of(request.info, user)
  if (recording.level === 'None') return undefined
  const auditId = (request as { auditId?: string }).auditId ?? randomUUID()
  Object.assign(request, { auditId })
  return {
    auditId,
    recording,
    receivedAt: new Date(Date.now() - (performance.now() - request.receivedAtMs)),
    user,
    impersonated: request.impersonator && request.user,
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

/** What was decided on the way, sorted as the reference writes it. */
function annotationsOf(
  request: Routed,
  code: number,
  notes: ReadonlyMap<string, string>,
): Record<string, string> | undefined {
  const because = (request as { allowedBecause?: string }).allowedBecause
  const all = new Map(notes)
  if (because !== undefined || code === 403) {
    all.set('authorization.k8s.io/decision', because === undefined ? 'forbid' : 'allow')
    all.set('authorization.k8s.io/reason', because ?? '')
  }
  return all.size === 0 ? undefined : Object.fromEntries([...all].sort())
}

function takeNotes(request: Identified, notes: Map<string, string>, noted: Noted): void {
  const { level } = noted.recording
  const auditNotes: AuditNotes = {
    add(key, value, from = 'Metadata') {
      if (notes.has(key) || (from === 'Request' && level === 'Metadata')) return
      notes.set(key, value)
    },
    sent(object) {
      noted.sentName = object.metadata?.name
      if (level !== 'Metadata') noted.sent = JSON.stringify(object)
    },
  }
  Object.assign(request, { auditNotes })
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
