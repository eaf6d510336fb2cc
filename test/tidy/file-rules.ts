// in: a source file → out: which rules of a file it breaks, and where.
import type { Source } from './sources.ts'

export type Rule = (source: Source) => string[]

const linesMax = 300
const columnsMax = 100
const functionLinesMax = 60

/** Lines of a table are rows, not code: they may be long, and many. */
const isTable = (source: Source) => /-(table|rows|texts)\.ts$/.test(source.path)

/** `fieldManager` is Kubernetes' word, and stays. */
const bannedWords =
  /\b(?!\w*[fF]ieldManager|\w*migratingManager)\w*(Manager|Helper|Util|Impl|Handler|Processor)\b/

export const rules: Readonly<Record<string, Rule>> = {
  'a file has at most 300 lines': (source) =>
    source.lines.length > linesMax && !isTable(source) && !source.isTest
      ? [`${source.lines.length} lines`]
      : [],

  'a line has at most 100 columns': (source) =>
    isTable(source)
      ? []
      : found(
          source,
          (line) => line.length > columnsMax && !/https?:\/\/|`|'|^\/\/ in: /.test(line),
        ),

  'a function has at most 60 lines': (source) => (source.isTest ? [] : longFunctions(source)),

  'the first line says in → out, or never': (source) =>
    source.isTest || source.path.endsWith('/index.ts') || /^\/\/ .*(→|[Nn]ever)/.test(source.text)
      ? []
      : [source.lines[0] ?? ''],

  'no name that says nothing': (source) =>
    found(
      source,
      (line) => /\b(class|interface|function|const|type) /.test(line) && bannedWords.test(line),
    ),

  'no enums, namespaces, decorators, inheritance of ours': (source) =>
    found(
      source,
      (line) =>
        /^\s*(export )?(const )?enum |^\s*(export )?namespace \w+ \{|^\s*@\w+\(/.test(line) ||
        (/\bclass \w+(<.*>)? extends /.test(line) && !/extends Error\b/.test(line)),
    ),

  'environment and arguments are read in one place': (source) =>
    source.isTest || /^apps\//.test(source.path)
      ? []
      : found(source, (line) => /\bprocess\.(env|argv)\b/.test(line)),

  'nothing in api does input or output, or reads a clock': (source) =>
    source.path.startsWith('libs/api/') && !source.isTest
      ? found(
          source,
          (line) =>
            /from 'node:(fs|net|http|http2|https|tls|child_process|dgram)/.test(line) ||
            /\bDate\.now\(\)|\bnew Date\(\)|\bsetTimeout\(|\bMath\.random\(/.test(line),
        )
      : [],

  'no leftover reminders': (source) =>
    found(source, (line) => /\b(TODO|FIXME|XXX|HACK)\b/.test(line)),
}

function found(source: Source, wrong: (line: string) => boolean): string[] {
  return source.lines.flatMap((line, i) =>
    wrong(line) && !source.path.startsWith('test/tidy/') ? [`${i + 1}: ${line.trim()}`] : [],
  )
}

/** By indentation, which the formatter keeps honest. */
function longFunctions(source: Source): string[] {
  const long: string[] = []
  source.lines.forEach((line, start) => {
    const head =
      /^(\s*)(?:export )?(?:async )?function\*? (\w+)/.exec(line) ??
      /^(\s+)(?:static |async |get |set )*\*?(#?\w+)\([^;]*\{$/.exec(line)
    if (head === null || /^\s*(if|for|while|switch|return|catch)\b/.test(line)) return
    const end = source.lines.indexOf(`${head[1]}}`, start)
    if (end - start + 1 > functionLinesMax)
      long.push(`${start + 1}: ${head[2]} has ${end - start + 1}`)
  })
  return long
}
