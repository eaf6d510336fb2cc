// in: flags about etcd → out: what is wrong with them. Never: a connection.
import type { Flags } from './check-flags.ts'

const mediaTypes = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf']

export function storeFaults(flags: Flags): string[] {
  const faults: string[] = []
  const overrides = flags.list('etcd-servers-overrides')
  if (overrides.some((one) => !/^[^/#]*\/[^/#]*#[^#;]+(;[^#;]+)*$/.test(one))) {
    const form = 'group/resource#servers, where servers are URLs, semicolon separated'
    faults.push(`--etcd-servers-overrides invalid, must be of format: ${form}`)
  } else if (overrides.length > 0) {
    // Said at the start: objects that are looked for elsewhere would seem to be gone.
    faults.push('--etcd-servers-overrides is not supported: all resources lie in --etcd-servers')
  }
  const reload = 'encryption-provider-config-automatic-reload'
  if (flags.enabled(reload) && !flags.isSet('encryption-provider-config')) {
    faults.push(`--${reload} must be set with --encryption-provider-config`)
  }
  const media = flags.text('storage-media-type')
  if (media !== '' && !mediaTypes.includes(media)) {
    const allowed = mediaTypes.toSorted().join(', ')
    faults.push(`--storage-media-type ${JSON.stringify(media)} invalid, allowed values: ${allowed}`)
  }
  if (!flags.enabled('enable-garbage-collector')) {
    faults.push(
      '--enable-garbage-collector=false is not supported: finalizers of deletions are set',
    )
  }
  for (const size of flags.list('watch-cache-sizes')) {
    const parts = size.split('#')
    if (parts.length !== 2) faults.push(`invalid value of watch cache size: ${size}`)
    else if (!/^[+-]?\d+$/.test(parts[1] as string)) {
      faults.push(`invalid size of watch cache size: ${size}`)
    } else if (Number(parts[1]) < 0) faults.push(`watch cache size cannot be negative: ${size}`)
  }
  return faults
}
