// in: the issuer of tokens → out: the two documents by which others check them. Never: a private key.
import type { Allowed, Reply } from '@binnacle/exchange'
import { ApiError, failure } from '@binnacle/meta'
import type { TokenIssuer } from './token-issuer.ts'

export interface OpenIdPage {
  readonly methods: readonly string[]
  serve(request: Allowed): Promise<Reply>
}

const jwksType = 'application/jwk-set+json'

/** By path. Without an https issuer nobody could find them, so there are none. */
export function openIdPages(tokens: TokenIssuer, jwksUri: string): ReadonlyMap<string, OpenIdPage> {
  const pages = new Map<string, OpenIdPage>()
  if (!tokens.issuer.startsWith('https://')) return pages
  const add = (path: string, page: OpenIdPage) => pages.set(path, page).set(`${path}/`, page)
  add(
    '/openid/v1/jwks',
    pageOf(jwksType, () => tokens.jwks()),
  )
  add(
    '/.well-known/openid-configuration',
    pageOf('application/json', () => ({
      issuer: tokens.issuer,
      jwks_uri: jwksUri,
      response_types_supported: ['id_token'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: tokens.algorithms(),
    })),
  )
  return pages
}

function pageOf(contentType: string, content: () => object): OpenIdPage {
  return {
    methods: ['GET'],
    async serve({ headers }) {
      if (!accepts(headers.all('accept'), contentType)) {
        const message = `406: Not Acceptable\n\nAvailable representations: ${contentType}`
        throw new ApiError(failure(406, 'NotAcceptable', message, {}))
      }
      return {
        status: 200,
        headers: [
          ['Content-Type', contentType],
          ['Cache-Control', 'public, max-age=3600'],
        ],
        body: JSON.stringify(content()),
      }
    },
  }
}

/** The router of these paths knows the type itself and the star, nothing between. */
function accepts(lines: readonly string[], contentType: string): boolean {
  const wanted = lines.join(',')
  if (wanted === '') return true
  return wanted.split(',').some((part) => {
    const type = part.split(';')[0]?.trim()
    return type === contentType || type === '*/*'
  })
}
