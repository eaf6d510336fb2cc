// in: what a process has to say of itself → out: a page with it as text, or as an object of config.k8s.io.
import { encode, isPretty, parseAccept } from '@binnacle/codec'
import type { Allowed, HeaderList, Reply } from '@binnacle/exchange'
import { type Dict, notAcceptable } from '@binnacle/meta'
import type { ExactPage } from './health-pages.ts'

export interface ComponentPage {
  /** `Flagz`; its path is `/flagz`. */
  readonly kind: string
  /** What is there besides apiVersion, kind and metadata. */
  facts(): Dict
  /** The lines below the warning. */
  text(): string
}

const component = 'apiserver'
const group = 'config.k8s.io'
const versions = ['v1beta1', 'v1alpha1']
const deprecated = 'v1alpha1'
const separators = [':', ': ', '=', ' ']
const mediaTypes = ['application/json', 'application/yaml', 'text/plain'] as const

/** By chance, as upstream's: nobody shall read these pages by machine. */
export function anySeparator(): string {
  return separators[Math.floor(Math.random() * separators.length)] ?? ':'
}

/** Any method is answered, as upstream does. */
export function componentPage(page: ComponentPage): ReadonlyMap<string, ExactPage> {
  const path = `/${page.kind.toLowerCase()}`
  return new Map([[path, { serve: async (request) => reply(page, request) }]])
}

function reply(page: ComponentPage, request: Allowed): Reply {
  const accept = request.headers.get('accept')?.trim()
  const version = accept ? choose(accept, page.kind) : { type: 'text/plain' as const }
  if (version === undefined) return refusal(request, accept ?? '')
  return version.type === 'text/plain' ? asText(page) : asObject(page, request, version)
}

/** What this page cannot say in protobuf, it cannot refuse in protobuf either. */
function refusal(request: Allowed, accept: string): Reply {
  const message = `only the following media types are accepted: ${mediaTypes.join(', ')}`
  const yaml = parseAccept(accept)[0]?.subtype === 'yaml'
  const { contentType, body } = encode(notAcceptable(message).status, {
    format: yaml ? 'yaml' : 'json',
    pretty: isPretty(prettyOf(request)),
  })
  return { status: 406, headers: [['Content-Type', contentType]], body }
}

function prettyOf(request: Allowed) {
  return {
    pretty: request.query.get('pretty'),
    userAgent: request.headers.get('user-agent'),
  }
}

interface Choice {
  readonly type: (typeof mediaTypes)[number]
  readonly version?: string
}

function choose(accept: string, kind: string): Choice | undefined {
  for (const { type, subtype, parameters } of parseAccept(accept)) {
    if (parameters.has('stream') || parameters.has('server')) continue
    const version = parameters.get('v')
    const asked = ['as', 'g', 'v'].some((name) => parameters.has(name))
    const known =
      parameters.get('as') === kind &&
      parameters.get('g') === group &&
      versions.includes(version ?? '')
    for (const mediaType of mediaTypes) {
      const [ownType, ownSubtype] = mediaType.split('/')
      if (!(type === '*' || type === ownType) || !(subtype === '*' || subtype === ownSubtype)) {
        continue
      }
      if (mediaType === 'text/plain' ? !asked : known) return { type: mediaType, version }
    }
  }
  return undefined
}

function asText({ kind, text }: ComponentPage): Reply {
  const warning =
    'Warning: This endpoint is not meant to be machine parseable, has no formatting ' +
    'compatibility guarantees and is for debugging purposes only.'
  return {
    status: 200,
    headers: [['Content-Type', 'text/plain; charset=utf-8']],
    body: `\n${component} ${kind.toLowerCase()}\n${warning}\n${text()}`,
  }
}

function asObject(page: ComponentPage, request: Allowed, { type, version }: Choice): Reply {
  const { kind } = page
  const object = {
    kind,
    apiVersion: `${group}/${version}`,
    metadata: { name: component },
    ...page.facts(),
  }
  const { body } = encode(object, {
    format: type === 'application/json' ? 'json' : 'yaml',
    pretty: isPretty(prettyOf(request)),
  })
  const headers: HeaderList = [
    ['Content-Type', `${type};g=${group};v=${version};as=${kind}`],
    ...(version === deprecated ? [warningOf(kind)] : []),
  ]
  return { status: 200, headers, body }
}

function warningOf(kind: string): [string, string] {
  const what = `This version of the ${kind.toLowerCase()} endpoint is deprecated.`
  return ['Warning', `299 - "${what} Please use a newer version."`]
}
