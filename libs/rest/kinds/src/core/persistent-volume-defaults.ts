// in: the spec of a PersistentVolume → out: the same with its source's defaults, in place.
import type { Dict } from '@binnacle/meta'
import { volumeSourceDefaults } from '../parts/volume-source-defaults.ts'

export function persistentSourceDefaults(spec: Dict): void {
  for (const [name, defaults] of Object.entries(volumeSourceDefaults)) {
    if (spec[name]) defaults(spec[name])
  }
}
