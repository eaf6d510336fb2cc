// in: arguments → out: values of known flags. Never: a guess; a wrong flag is an error that helps.
import { nearest } from './nearest.ts'
import { parseDuration } from './parse-duration.ts'
import { UsageError } from './usage-error.ts'

export interface KnownFlag {
  readonly kind: 'text' | 'number' | 'switch' | 'duration' | 'list'
  readonly default: string
}

export class FlagValues<Name extends string> {
  readonly #values: ReadonlyMap<string, string>

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values
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
    } else if (flag.kind === 'switch') {
      given.set(name, inline ?? 'true')
    } else {
      const value = inline ?? args[++i]
      if (value === undefined) throw new UsageError(`flag needs an argument: --${name}`)
      const before = flag.kind === 'list' ? given.get(name) : undefined
      given.set(name, before === undefined ? value : `${before},${value}`)
    }
  }
  const values = new Map<string, string>()
  for (const [name, flag] of known) {
    const value = given.get(name) ?? flag.default
    checkValue(name, flag, value)
    values.set(name, value)
  }
  return new FlagValues(values)
}

function split(text: string): [string, string | undefined] {
  const at = text.indexOf('=')
  return at === -1 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

function checkValue(name: string, flag: KnownFlag, value: string): void {
  const wrong =
    (flag.kind === 'number' && !/^-?\d+$/.test(value)) ||
    (flag.kind === 'switch' && readSwitch(value) === undefined) ||
    (flag.kind === 'duration' && parseDuration(value) === undefined)
  if (wrong) throw new UsageError(`invalid argument "${value}" for "--${name}"`)
}

function readSwitch(text: string): boolean | undefined {
  if (/^(1|t|true)$/i.test(text)) return true
  if (/^(0|f|false)$/i.test(text)) return false
  return undefined
}

export function unknownFlag(name: string, known: readonly string[]): UsageError {
  const near = nearest(name, known)
  const hint = near === undefined ? '' : `; did you mean --${near}?`
  return new UsageError(`unknown flag: --${name}${hint}`)
}
