// in: a volume of a pod → out: the same with its defaults, in place. Never: claims and persistent volumes.
import type { Dict } from '@binnacle/meta'
import { defaultPullPolicy } from './image-name.ts'
import { requirementsDefaults } from './resource-defaults.ts'
import { volumeSourceDefaults } from './volume-source-defaults.ts'

const fileMode = 0o644

function downwardDefaults(source: Dict): void {
  for (const item of source.items ?? []) {
    if (item.fieldRef) item.fieldRef.apiVersion ||= 'v1'
  }
}

/** By the member of the volume that names its type. */
const bySource: Readonly<Record<string, (source: Dict) => void>> = {
  ...volumeSourceDefaults,
  secret: (source) => {
    source.defaultMode ??= fileMode
  },
  configMap: (source) => {
    source.defaultMode ??= fileMode
  },
  downwardAPI: (source) => {
    source.defaultMode ??= fileMode
    downwardDefaults(source)
  },
  projected: (source) => {
    source.defaultMode ??= fileMode
    for (const part of source.sources ?? []) {
      if (part.downwardAPI) downwardDefaults(part.downwardAPI)
      if (part.serviceAccountToken) part.serviceAccountToken.expirationSeconds ??= 3600
    }
  },
  ephemeral: (source) => {
    const spec = source.volumeClaimTemplate?.spec
    if (!spec) return
    spec.volumeMode ??= 'Filesystem'
    requirementsDefaults(spec.resources)
  },
  image: (source) => {
    source.pullPolicy ||= defaultPullPolicy(source.reference ?? '')
  },
}

export function volumeDefaults(volume: Dict): void {
  let typed = false
  for (const key in volume) {
    if (key === 'name') continue
    typed = true
    const defaults = Object.hasOwn(bySource, key) ? bySource[key] : undefined
    if (defaults && volume[key]) defaults(volume[key])
  }
  if (!typed) volume.emptyDir = {}
}
