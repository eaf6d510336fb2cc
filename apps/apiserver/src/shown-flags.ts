// in: flags → out: every flag with its value as upstream prints it. Never: what is in a file that a flag names.
import { type FlagValues, formatDuration } from '@binnacle/flags'
import { type FlagName, flagTable } from './flag-table.ts'

export function shownFlags(flags: FlagValues<FlagName>): Readonly<Record<string, string>> {
  return Object.fromEntries(
    (Object.keys(flagTable) as FlagName[]).map((name) => [name, shown(name, flags)]),
  )
}

/** Lists to us, maps or plain texts to the reference. */
const unbracketed: readonly FlagName[] = [
  'feature-gates',
  'oidc-required-claim',
  'runtime-config',
  'service-cluster-ip-range',
  'vmodule',
]

function shown(name: FlagName, flags: FlagValues<FlagName>): string {
  switch (flagTable[name].kind) {
    case 'list': {
      const items = flags.list(name).join(',')
      return unbracketed.includes(name) ? items : `[${items}]`
    }
    case 'texts':
      return `[${flags.texts(name).join(';')}]`
    case 'switch':
      return String(flags.enabled(name))
    case 'duration':
      return formatDuration(flags.milliseconds(name))
    default:
      return flags.text(name)
  }
}
