// in: where figures come from → out: /console, one page by itself, and /console/data, its figures.
// Never: a word from elsewhere: the page brings all it needs, and its policy forbids the rest.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { checkRouteAccept } from '@binnacle/codec'
import type { HeaderList, Reply } from '@binnacle/exchange'
import type { ExactPage } from '../health-pages.ts'
import { type ConsoleSources, consoleData } from './console-data.ts'

export const consolePaths = ['/console', '/console/data'] as const

/** However many look at the page, the figures are gathered so often only. */
const freshMs = 900

const commonHeaders: HeaderList = [
  ['Cache-Control', 'no-store'],
  ['X-Content-Type-Options', 'nosniff'],
  ['Referrer-Policy', 'no-referrer'],
  ['Cross-Origin-Opener-Policy', 'same-origin'],
  ['Cross-Origin-Resource-Policy', 'same-origin'],
  ['X-Frame-Options', 'DENY'],
]

export function consolePages(sources: ConsoleSources): ReadonlyMap<string, ExactPage> {
  let page: Reply | undefined
  let known: { readonly untilMs: number; readonly data: Promise<string> } | undefined
  const gather = () => {
    const nowMs = performance.now()
    if (known === undefined || nowMs >= known.untilMs) {
      const data = consoleData(sources).then((figures) => JSON.stringify(figures))
      known = { untilMs: nowMs + freshMs, data }
    }
    return known.data
  }
  return new Map<string, ExactPage>([
    [
      consolePaths[0],
      {
        methods: ['GET'],
        async serve() {
          page ??= htmlReply()
          return page
        },
      },
    ],
    [
      consolePaths[1],
      {
        methods: ['GET'],
        async serve(request) {
          checkRouteAccept(request.headers.get('accept'), { watchable: false, jsonOnly: true })
          const headers: HeaderList = [
            ['Content-Type', 'application/json'],
            ['Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'"],
            ...commonHeaders,
          ]
          return { status: 200, headers, body: await gather() }
        },
      },
    ],
  ])
}

/** Read when first wanted: a replica that starts has better things to do. */
function htmlReply(): Reply {
  const style = fileText('console.css')
  const script = fileText('console.js')
  const body = fileText('console.html')
    .replace('<style></style>', () => `<style>${style}</style>`)
    .replace('<script></script>', () => `<script>${script}</script>`)
  const policy = [
    "default-src 'none'",
    `script-src '${sha256(script)}'`,
    `style-src '${sha256(style)}'`,
    "connect-src 'self'",
    'img-src data:',
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ]
  const headers: HeaderList = [
    ['Content-Type', 'text/html; charset=utf-8'],
    ['Content-Security-Policy', policy.join('; ')],
    ...commonHeaders,
  ]
  return { status: 200, headers, body }
}

function fileText(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8')
}

function sha256(text: string): string {
  return `sha256-${createHash('sha256').update(text).digest('base64')}`
}
