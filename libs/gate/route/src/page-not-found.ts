// in: nothing → out: the 404 that is one line of text. Never: a Status.
import type { Target } from '@binnacle/exchange'

export function pageNotFound(): Target {
  return {
    to: 'page',
    serve: async () => ({
      status: 404,
      headers: [
        ['Content-Type', 'text/plain; charset=utf-8'],
        ['X-Content-Type-Options', 'nosniff'],
      ],
      body: '404 page not found\n',
    }),
  }
}
