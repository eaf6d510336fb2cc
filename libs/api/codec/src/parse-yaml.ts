// in: a YAML text → out: the JSON value of its first document, as the reference converts it.
import { goQuote } from '@binnacle/meta'
import { NumberLiteral } from '@binnacle/schema'
import {
  Composer,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  Lexer,
  LineCounter,
  type Node,
  Parser,
  type Scalar,
  type YAMLError,
  type YAMLMap,
} from 'yaml'
import { SyntaxFault } from './parse-json.ts'
import { scanYaml } from './scan-yaml.ts'
import { YamlFault } from './yaml-fault.ts'
import { resolvePlain } from './yaml-scalar.ts'

export interface ParsedYaml {
  readonly value: unknown
  /** `line 4: key "k" already set in map` */
  readonly duplicates: readonly string[]
}

/** Values may come from aliases; a document cannot grow beyond this by them. */
const aliasedNodesMax = 100_000
const depthMax = 1000
/** One thread serves everybody: a text that takes longer is refused. */
const parseTimeMaxMs = 1000

export function parseYaml(text: string): ParsedYaml {
  const read = text.slice(0, endOf(text))
  const lines = new LineCounter()
  let document: Document.Parsed | undefined
  try {
    document = firstDocument(read, lines)
  } catch (error) {
    if (error instanceof RangeError) throw new SyntaxFault('yaml: exceeded max depth of 10000')
    throw error
  }
  const fault = document?.errors[0]
  if (fault) throw new SyntaxFault(faultText(fault, lines))
  const reading: Reading = { lines, anchors: new Map(), duplicates: [], aliased: 0, inAlias: 0 }
  const value = document?.contents ? valueOf(document.contents, reading, 0) : null
  return { value, duplicates: reading.duplicates }
}

/** Of the first document. Refuses all that Go's parser refuses, in its words. */
function endOf(text: string): number {
  try {
    return scanYaml(text)
  } catch (error) {
    if (error instanceof YamlFault) throw new SyntaxFault(error.message)
    throw error
  }
}

function firstDocument(text: string, lines: LineCounter): Document.Parsed | undefined {
  const parser = new Parser(lines.addNewLine)
  const composer = new Composer({
    version: '1.1',
    schema: 'failsafe',
    uniqueKeys: false,
    merge: false,
  })
  const tokens = guardedTokens(parser, lines, text)
  for (const document of composer.compose(tokens, true, text.length)) return document
  return undefined
}

/** The parser's own loop, left when the nesting or the time it takes is beyond bounds. */
function* guardedTokens(parser: Parser, lines: LineCounter, text: string) {
  const startedAt = performance.now()
  let depth = 0
  let count = 0
  lines.addNewLine(0)
  for (const lexeme of new Lexer().lex(text)) {
    if (lexeme === '[' || lexeme === '{') depth++
    else if (lexeme === ']' || lexeme === '}') depth--
    if (depth > depthMax) throw new SyntaxFault('yaml: exceeded max depth of 10000')
    if (++count % 1000 === 0 && performance.now() - startedAt > parseTimeMaxMs) {
      throw new SyntaxFault('yaml: document is too complex')
    }
    yield* parser.next(lexeme)
  }
  yield* parser.end()
}

interface Reading {
  readonly lines: LineCounter
  readonly anchors: Map<string, Node>
  readonly duplicates: string[]
  aliased: number
  inAlias: number
}

function valueOf(node: unknown, reading: Reading, depth: number): unknown {
  if (depth > depthMax) throw new SyntaxFault('yaml: exceeded max depth of 10000')
  if (reading.inAlias > 0 && ++reading.aliased > aliasedNodesMax) {
    throw new SyntaxFault('yaml: document contains excessive aliasing')
  }
  if (isAlias(node)) return readAlias(node.source, reading, depth)
  if (isScalar(node)) {
    if (node.anchor) reading.anchors.set(node.anchor, node)
    return scalarValue(node)
  }
  if (isSeq(node)) {
    if (node.anchor) reading.anchors.set(node.anchor, node)
    return node.items.map((item) => valueOf(item, reading, depth + 1))
  }
  if (isMap(node)) {
    if (node.anchor) reading.anchors.set(node.anchor, node)
    return readMap(node, reading, depth)
  }
  return null
}

function readAlias(name: string, reading: Reading, depth: number): unknown {
  const target = reading.anchors.get(name)
  if (!target) throw new SyntaxFault(`yaml: unknown anchor '${name}' referenced`)
  reading.inAlias++
  const value = valueOf(target, reading, depth + 1)
  reading.inAlias--
  return value
}

function readMap(node: YAMLMap, reading: Reading, depth: number): unknown {
  const members = new Map<string, unknown>()
  for (const { key, value } of node.items) {
    if (isScalar(key) && key.type === 'PLAIN' && key.value === '<<') {
      merge(members, valueOf(value, reading, depth + 1))
      continue
    }
    const raw = isScalar(key) || isAlias(key) ? valueOf(key, reading, depth + 1) : key
    const name = keyText(raw)
    if (members.has(name)) {
      const at = isScalar(key) && key.range ? reading.lines.linePos(key.range[0]).line : 0
      const shown = typeof raw === 'string' ? goQuote(raw) : String(raw)
      reading.duplicates.push(`line ${at}: key ${shown} already set in map`)
    }
    members.set(name, valueOf(value, reading, depth + 1))
  }
  return Object.fromEntries(members)
}

/** What a mapping merges in does not replace what is there. */
function merge(members: Map<string, unknown>, value: unknown): void {
  const sources = Array.isArray(value) ? value : [value]
  for (const source of sources) {
    if (typeof source !== 'object' || source === null || Array.isArray(source)) {
      throw new SyntaxFault('yaml: map merge requires map or sequence of maps as the value')
    }
    for (const [key, inner] of Object.entries(source)) {
      if (!members.has(key)) members.set(key, inner)
    }
  }
}

function keyText(key: unknown): string {
  switch (typeof key) {
    case 'string':
      return key
    case 'number':
    case 'bigint':
    case 'boolean':
      return String(key)
    default:
      if (key instanceof NumberLiteral) return key.source
      throw new SyntaxFault(
        key === null
          ? 'unsupported map key of type: %!s(<nil>), key: <nil>, value: false'
          : 'yaml: invalid map key',
      )
  }
}

const resolvedTags = new Set(['null', 'bool', 'int', 'float', 'timestamp', 'merge'])

function scalarValue(node: Scalar): unknown {
  const text = String(node.value ?? '')
  const tag = node.tag?.replace('tag:yaml.org,2002:', '')
  if (tag === 'binary') {
    if (!/^[A-Za-z0-9+/\s]*=*\s*$/.test(text)) {
      throw new SyntaxFault('yaml: !!binary value contains invalid base64 data')
    }
    return Buffer.from(text, 'base64').toString()
  }
  // A tag that nobody knows makes a text of whatever follows.
  if (tag !== undefined && !resolvedTags.has(tag)) return text
  if (node.type !== 'PLAIN' && tag === undefined) return text
  const value = resolvePlain(text)
  if (typeof value === 'number' && !Number.isFinite(value)) {
    throw new SyntaxFault(`json: unsupported value: ${text}`)
  }
  return value
}

/** The library's faults in the words of Go's; parser faults count lines from zero there. */
function faultText(fault: YAMLError, lines: LineCounter): string {
  const { line } = lines.linePos(fault.pos[0])
  if (fault.code === 'TAB_AS_INDENT') {
    return `yaml: line ${line}: found character that cannot start any token`
  }
  if (fault.code === 'MISSING_CHAR' && /quote/.test(fault.message)) {
    return `yaml: line ${line}: found unexpected end of stream`
  }
  const inFlow = /flow|, or/.test(fault.message)
  const what = inFlow ? "did not find expected ',' or '}'" : 'did not find expected key'
  return line > 1 ? `yaml: line ${line - 1}: ${what}` : `yaml: ${what}`
}
