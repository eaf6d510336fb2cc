// in: the typings of an interface → out: its own text and those of its members. Never: files.

export interface TypeTexts {
  readonly own: string
  readonly members: ReadonlyMap<string, string>
}

const comment = String.raw`/\*\*((?:(?!\*/)[\s\S])*)\*/\s*`
const ownText = new RegExp(`${comment}export (?:interface|declare class|type) `)
const memberText = new RegExp(`\\n {4}${comment}'?"?([\\w$-]+)'?"?\\??:`, 'g')

/** Of the first interface or class, whose members are indented by four. */
export function parseTypeTexts(source: string): TypeTexts {
  const start = Math.max(source.search(/export (?:interface|declare class) /), 0)
  const end = source.indexOf('\n}', start)
  const body = source.slice(start, end === -1 ? undefined : end)
  const members = new Map<string, string>()
  for (const [, text = '', name = ''] of body.matchAll(memberText)) {
    members.set(name, plainText(text))
  }
  return { own: plainText(ownText.exec(source)?.[1] ?? ''), members }
}

/** Without the comment's stars, and with the marks that Markdown needed taken off. */
function plainText(text: string): string {
  return text
    .replace(/\n[ \t]*\* ?/g, '\n')
    .replace(/^\s*\* ?/, '')
    .replace(/\\([*_/])/g, '$1')
    .trim()
}
