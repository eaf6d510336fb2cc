// in: a source that pods and PersistentVolumes share → out: the same with its defaults, in place.
import type { Dict } from '@binnacle/meta'

/** By the member that names the source. */
export const volumeSourceDefaults: Readonly<Record<string, (source: Dict) => void>> = {
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
