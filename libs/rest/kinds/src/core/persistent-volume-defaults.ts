// in: the spec of a PersistentVolume → out: the same with its source's defaults, in place.
import type { Dict } from '@binnacle/meta'

const bySource: Readonly<Record<string, (source: Dict) => void>> = {
  hostPath: (source) => {
    source.type ??= ''
  },
  iscsi: (source) => {
    source.iscsiInterface ||= 'default'
  },
  rbd: (source) => {
    source.pool ||= 'rbd'
    source.user ||= 'admin'
    source.keyring ||= '/etc/ceph/keyring'
  },
  azureDisk: (source) => {
    source.cachingMode ??= 'ReadWrite'
    source.fsType ??= 'ext4'
    source.readOnly ??= false
    source.kind ??= 'Shared'
  },
  scaleIO: (source) => {
    source.storageMode ||= 'ThinProvisioned'
    source.fsType ||= 'xfs'
  },
}

export function volumeSourceDefaults(spec: Dict): void {
  for (const [name, defaults] of Object.entries(bySource)) {
    if (spec[name]) defaults(spec[name])
  }
}
