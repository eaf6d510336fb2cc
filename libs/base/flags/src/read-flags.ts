// in: arguments → out: values of known flags. Never: a guess; a wrong flag is an error that helps.
import { nearest } from './nearest.ts'
import { parseDuration } from './parse-duration.ts'
import { goQuote, readSwitch, refusal } from './refusal.ts'
import { UsageError } from './usage-error.ts'

export type FlagKind =
  | 'text'
  | 'number'
  /** With a fraction. */
  | 'float'
  | 'switch'
  | 'duration'
  /** Parted by commas; given twice, the items are joined. */
  | 'list'
  /** Each value as it is: commas belong to it. */
  | 'texts'

export interface KnownFlag {
  readonly kind: FlagKind
  readonly default: string
  /** What the flag means without a value; undefined: it needs one. Switches mean true. */
  readonly bare?: string
}

/** Between the values of one flag of the kind `texts`. */
const between = '\n'

export class FlagValues<Name extends string> {
  readonly #values: ReadonlyMap<string, string>
  readonly #given: ReadonlySet<string>

  constructor(values: ReadonlyMap<string, string>, given: ReadonlySet<string>) {
    this.#values = values
    this.#given = given
  }

  /** Somebody wrote it, be it with its default. */
  isGiven(name: Name): boolean {
    return this.#given.has(name)
  }

  text(name: Name): string {
    return this.#values.get(name) ?? ''
  }

  isSet(name: Name): boolean {
    return this.text(name) !== ''
  }

  number(name: Name): number {
    return Number(this.text(name))
  }

  enabled(name: Name): boolean {
    return readSwitch(this.text(name)) === true
  }

  list(name: Name): string[] {
    return this.text(name)
      .split(',')
      .map((item) => item.trim())
      .filter((item) => item !== '')
  }

  /** The values of a flag of the kind `texts`. */
  texts(name: Name): string[] {
    return this.isSet(name) ? this.text(name).split(between) : []
  }

  milliseconds(name: Name): number {
    return parseDuration(this.text(name)) ?? 0
  }
}

/** `--name=value`, `--name value`, `--switch`, `--no-switch`; lists given twice are joined. */
export function readFlags<Name extends string>(
  args: readonly string[],
  table: Readonly<Record<Name, KnownFlag>>,
): FlagValues<Name> {
  const known = new Map<string, KnownFlag>(Object.entries(table))
  const given = new Map<string, string>()
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string
    if (!arg.startsWith('-')) throw new UsageError(`unknown argument "${arg}"`)
    const [name, inline] = split(arg.replace(/^--?/, ''))
    const off = name.startsWith('no-') && known.get(name.slice(3))?.kind === 'switch'
    const flag = known.get(off ? name.slice(3) : name)
    if (flag === undefined) throw unknownFlag(name, [...known.keys()])
    if (off) {
      given.set(name.slice(3), readSwitch(inline ?? 'true') === true ? 'false' : 'true')
      continue
    }
    const value = inline ?? (flag.kind === 'switch' ? 'true' : flag.bare) ?? args[++i]
    if (value === undefined) throw new UsageError(`flag needs an argument: --${name}`)
    given.set(name, joined(flag, given.get(name), value))
  }
  const values = new Map<string, string>()
  for (const [name, flag] of known) {
    const value = given.get(name) ?? flag.default
    checkValue(name, flag, value)
    values.set(name, value)
  }
  return new FlagValues(values, new Set(given.keys()))
}

function split(text: string): [string, string | undefined] {
  const at = text.indexOf('=')
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

function joined({ kind }: KnownFlag, before: string | undefined, value: string): string {
  if (before === undefined || (kind !== 'list' && kind !== 'texts')) return value
  return `${before}${kind === 'list' ? ',' : between}${value}`
}

function checkValue(name: string, flag: KnownFlag, value: string): void {
  const why = refusal(flag.kind, value)
  if (why) throw new UsageError(`invalid argument ${goQuote(value)} for "--${name}" flag: ${why}`)
}

export function unknownFlag(name: string, known: readonly string[]): UsageError {
  const near = nearest(name, known)
  const hint = near === undefined ? '' : `; did you mean --${near}?`
  return new UsageError(`unknown flag: --${name}${hint}`)
}
