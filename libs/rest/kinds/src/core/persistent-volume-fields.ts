// in: nothing → out: the sources of a PersistentVolume as the reference's internal type names them, in its order.

/** Go name, JSON name, type. */
export const volumeSourceFields: readonly (readonly [string, string, string])[] = [
  ['GCEPersistentDisk', 'gcePersistentDisk', 'GCEPersistentDiskVolumeSource'],
  ['AWSElasticBlockStore', 'awsElasticBlockStore', 'AWSElasticBlockStoreVolumeSource'],
  ['HostPath', 'hostPath', 'HostPathVolumeSource'],
  ['Glusterfs', 'glusterfs', 'GlusterfsPersistentVolumeSource'],
  ['NFS', 'nfs', 'NFSVolumeSource'],
  ['RBD', 'rbd', 'RBDPersistentVolumeSource'],
  ['ISCSI', 'iscsi', 'ISCSIPersistentVolumeSource'],
  ['Cinder', 'cinder', 'CinderPersistentVolumeSource'],
  ['CephFS', 'cephfs', 'CephFSPersistentVolumeSource'],
  ['FC', 'fc', 'FCVolumeSource'],
  ['Flocker', 'flocker', 'FlockerVolumeSource'],
  ['FlexVolume', 'flexVolume', 'FlexPersistentVolumeSource'],
  ['AzureFile', 'azureFile', 'AzureFilePersistentVolumeSource'],
  ['VsphereVolume', 'vsphereVolume', 'VsphereVirtualDiskVolumeSource'],
  ['Quobyte', 'quobyte', 'QuobyteVolumeSource'],
  ['AzureDisk', 'azureDisk', 'AzureDiskVolumeSource'],
  ['PhotonPersistentDisk', 'photonPersistentDisk', 'PhotonPersistentDiskVolumeSource'],
  ['PortworxVolume', 'portworxVolume', 'PortworxVolumeSource'],
  ['ScaleIO', 'scaleIO', 'ScaleIOPersistentVolumeSource'],
  ['Local', 'local', 'LocalVolumeSource'],
  ['StorageOS', 'storageos', 'StorageOSPersistentVolumeSource'],
  ['CSI', 'csi', 'CSIPersistentVolumeSource'],
]
