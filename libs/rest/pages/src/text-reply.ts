// in: status and text → out: a reply of plain text.
import type { Reply } from '@binnacle/exchange'

export function textReply(status: number, body: string): Reply {
  return {
    status,
    headers: [
      ['Content-Type', 'text/plain; charset=utf-8'],
      ['X-Content-Type-Options', 'nosniff'],
    ],
    body,
  }
}
