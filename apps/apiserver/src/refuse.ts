// in: whatever was thrown → out: the Status in the form that the client reads. Never: a second error.
import { encode, negotiate, type OutputForm } from '@binnacle/codec'
import type { Received, Reply } from '@binnacle/exchange'
import { ApiError } from '@binnacle/meta'
import { refusal } from '@binnacle/server'

/** Errors that are not ours are the edge's to log: it gets them as they are. */
export function refuse(error: unknown, received: Received): Reply {
  if (!(error instanceof ApiError)) throw error
  if (error.headers.some(([name]) => name.toLowerCase() === 'content-type')) return refusal(error)
  const { contentType, body } = encode(error.status, formFor(received))
  return {
    status: error.code,
    headers: [['Content-Type', contentType], ...error.headers],
    body,
  }
}

/** Who accepts nothing that we have is told so in JSON, indented as only here. */
function formFor(received: Received): Pick<OutputForm, 'format' | 'pretty'> {
  const query = (received as Partial<{ query: URLSearchParams }>).query
  const asked = {
    accept: received.headers.get('accept'),
    pretty: query?.get('pretty') ?? null,
    userAgent: received.headers.get('user-agent'),
  }
  try {
    return negotiate(asked, { tables: false, plainOnly: true })
  } catch {
    return { format: 'json', pretty: true }
  }
}
