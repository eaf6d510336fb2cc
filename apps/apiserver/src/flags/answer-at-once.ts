// in: arguments → out: what --help or --version says, or nothing. Never: a configuration.
import { readFlags, UsageError } from '@binnacle/flags'
import { versionInfo } from '@binnacle/pages'
import { flagTable } from '../flag-table.ts'
import type { Flag } from './flag.ts'

/** undefined: a server is wanted. Throws a UsageError where the arguments are wrong. */
export function answerAtOnce(args: readonly string[]): string | undefined {
  const flags = readFlags(
    args.map((arg) => (arg === '-h' ? '--help' : arg)),
    flagTable,
  )
  if (flags.enabled('help')) return helpText()
  const asked = flags.text('version')
  if (/^(1|t|true)$/i.test(asked)) return `Kubernetes ${versionInfo.gitVersion}`
  if (asked === 'raw') return JSON.stringify(versionInfo)
  if (/^(0|f|false)$/i.test(asked)) return undefined
  throw new UsageError(
    `invalid argument ${JSON.stringify(asked)} for "--version" flag: ${fault(asked)}`,
  )
}

function fault(asked: string): string {
  const own = versionInfo.gitVersion
  if (!asked.startsWith('v')) {
    return `strconv.ParseBool: parsing ${JSON.stringify(asked)}: invalid syntax`
  }
  return `this server reports ${JSON.stringify(own)} only`
}

const kinds = {
  text: 'string',
  number: 'int',
  float: 'float',
  switch: '',
  duration: 'duration',
  list: 'strings',
  texts: 'string',
} as const

export function helpText(): string {
  const entries = Object.entries<Flag>(flagTable).sort(([a], [b]) => (a < b ? -1 : 1))
  const heads = entries.map(([name, { kind }]) => `--${name} ${kinds[kind]}`.trimEnd())
  const width = Math.max(...heads.map((head) => head.length))
  const lines = entries.map(([, { about, default: preset, idle }], at) => {
    const isPlain = preset === '' || preset === 'false'
    const given = isPlain ? '' : ` (default ${preset})`
    const nothing = idle === undefined ? '' : ` Changes nothing: ${idle}.`
    return `  ${(heads[at] as string).padEnd(width)}   ${about}${given}${nothing}`
  })
  return [
    'A Kubernetes API server on etcd.',
    '',
    'Usage:',
    '  apiserver [flags]',
    '',
    'Flags:',
    '',
    ...lines,
  ].join('\n')
}
