// in: an action or a kind of options → out: what its parameters mean, where an installed package says it.
// Never: texts of our own, a failure where the package is not installed.
import { readTypings } from './text-packages.ts'

/** The method whose parameters have the texts, and the typings that declare it. */
const methods: Readonly<Record<string, readonly [string, string]>> = {
  list: ['CoordinationV1Api', 'listNamespacedLease'],
  get: ['CoordinationV1Api', 'readNamespacedLease'],
  post: ['CoordinationV1Api', 'createNamespacedLease'],
  put: ['CoordinationV1Api', 'replaceNamespacedLease'],
  patch: ['CoordinationV1Api', 'patchNamespacedLease'],
  delete: ['CoordinationV1Api', 'deleteNamespacedLease'],
  deletecollection: ['CoordinationV1Api', 'deleteCollectionNamespacedLease'],
  PodAttachOptions: ['CoreV1Api', 'connectGetNamespacedPodAttach'],
  PodExecOptions: ['CoreV1Api', 'connectGetNamespacedPodExec'],
  PodLogOptions: ['CoreV1Api', 'readNamespacedPodLog'],
  PodPortForwardOptions: ['CoreV1Api', 'connectGetNamespacedPodPortforward'],
  PodProxyOptions: ['CoreV1Api', 'connectGetNamespacedPodProxy'],
  NodeProxyOptions: ['CoreV1Api', 'connectGetNodeProxy'],
  ServiceProxyOptions: ['CoreV1Api', 'connectGetNamespacedServiceProxy'],
}

const known = new Map<string, ReadonlyMap<string, string>>()

/** Undefined where nothing is installed that says it. */
export function parameterText(of: string, name: string): string | undefined {
  const [typings, method] = methods[of] ?? []
  if (!typings || !method) return undefined
  let texts = known.get(of)
  if (!texts) {
    const source = readTypings('methods', `dist/gen/apis/${typings}.d.ts`) ?? ''
    texts = parseMethodTexts(source, method, of.endsWith('Options') ? (text) => text : withLines)
    known.set(of, texts)
  }
  return texts.get(name)
}

/** The texts in the comment before a method's first declaration. */
export function parseMethodTexts(
  source: string,
  method: string,
  mend: (text: string) => string,
): Map<string, string> {
  const texts = new Map<string, string>()
  const end = source.indexOf(`\n    ${method}(`)
  const start = source.lastIndexOf('/**', end)
  if (end === -1 || start === -1) return texts
  for (const [, name = '', text = ''] of source.slice(start, end).matchAll(/@param (\w+) (.*)/g)) {
    // Names that mean something to the language carry a mark there.
    texts.set(name.replace(/^_/, ''), mend(plainText(text)))
  }
  return texts
}

const entities: Readonly<Record<string, string>> = {
  '&#39;': "'",
  '&quot;': '"',
  '&#x60;': '`',
  '&#x3D;': '=',
  '&lt;': '<',
  '&gt;': '>',
  '&amp;': '&',
}

function plainText(text: string): string {
  return text
    .replace(/&#?\w+;/g, (entity) => entities[entity] ?? entity)
    .replace(/\\(.)/g, '$1')
    .trim()
}

/**
 * Typings have a space in place of each line break. An even number is an empty line and what is
 * left to indent with, an odd one a line that is indented by the others; two inside a sentence
 * were two from the start.
 */
function withLines(text: string): string {
  return text
    .replace(/(?<=\S) {3,}(?=\S)/g, (spaces) =>
      spaces.length % 2 === 0 ? `\n\n${spaces.slice(2)}` : `\n${spaces.slice(1)}`,
    )
    .replace(/([.:)`]) {2}(?=\S)/g, '$1\n\n')
    .replace(/(\n {2,}\S[^\n]*?\S) {2}(?=\S)/g, '$1\n\n')
    .replace(/(\n {2}[^\n]*[^-\s]) (?=- `)/g, '$1\n')
}
