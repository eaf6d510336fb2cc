// in: serve → out: the same, for pages of other sites, too, whose origins are allowed. Never: who asks.
import type { HeaderList, Received, Reply } from '@binnacle/exchange'

type Serve = (received: Received) => Promise<Reply>

const told: HeaderList = [
  ['Access-Control-Allow-Methods', 'POST, GET, OPTIONS, PUT, DELETE, PATCH'],
  [
    'Access-Control-Allow-Headers',
    'Content-Type, Content-Length, Accept-Encoding, X-CSRF-Token, Authorization, X-Requested-With, If-Modified-Since',
  ],
  ['Access-Control-Expose-Headers', 'Date'],
  ['Access-Control-Allow-Credentials', 'true'],
]

/** Browsers ask first with OPTIONS, without credentials: that is answered for anybody. */
export function crossOrigin(serve: Serve, origins: readonly RegExp[]): Serve {
  if (origins.length === 0) return serve
  return async (received) => {
    const origin = received.headers.get('origin') ?? ''
    if (origin === '' || !origins.some((one) => one.test(origin))) return serve(received)
    const allowed: HeaderList = [['Access-Control-Allow-Origin', origin], ...told]
    if (received.method === 'OPTIONS') return { status: 204, headers: allowed, body: '' }
    const reply = await serve(received)
    return 'upgrade' in reply ? reply : { ...reply, headers: [...allowed, ...reply.headers] }
  }
}
