// in: nothing → out: the fields of the reference's internal types, which some of its error texts show.
// A row is `Type`, then `GoName:jsonName:code[:Type]`; codes: s text, n number, b flag, q quantity, io number or text,
// o struct, map, raw as it is, meta and type embedded; `*` a pointer, `[]` a list.

export const internalTypes: readonly (readonly [string, string])[] = [
  [
    'AWSElasticBlockStoreVolumeSource',
    'VolumeID:volumeID:s FSType:fsType:s Partition:partition:n ReadOnly:readOnly:b',
  ],
  [
    'Affinity',
    'NodeAffinity:nodeAffinity:*o:NodeAffinity PodAffinity:podAffinity:*o:PodAffinity ' +
      'PodAntiAffinity:podAntiAffinity:*o:PodAntiAffinity',
  ],
  ['AppArmorProfile', 'Type:type:s LocalhostProfile:localhostProfile:*s'],
  [
    'AzureDiskVolumeSource',
    'DiskName:diskName:s DataDiskURI:diskURI:s CachingMode:cachingMode:*s FSType:fsType:*s ' +
      'ReadOnly:readOnly:*b Kind:kind:*s',
  ],
  ['AzureFileVolumeSource', 'SecretName:secretName:s ShareName:shareName:s ReadOnly:readOnly:b'],
  [
    'CSIVolumeSource',
    'Driver:driver:s ReadOnly:readOnly:*b FSType:fsType:*s ' +
      'VolumeAttributes:volumeAttributes:map ' +
      'NodePublishSecretRef:nodePublishSecretRef:*o:LocalObjectReference',
  ],
  ['Capabilities', 'Add:add:[]s Drop:drop:[]s'],
  [
    'CephFSVolumeSource',
    'Monitors:monitors:[]s Path:path:s User:user:s SecretFile:secretFile:s ' +
      'SecretRef:secretRef:*o:LocalObjectReference ReadOnly:readOnly:b',
  ],
  [
    'CinderVolumeSource',
    'VolumeID:volumeID:s FSType:fsType:s ReadOnly:readOnly:b ' +
      'SecretRef:secretRef:*o:LocalObjectReference',
  ],
  [
    'ClusterTrustBundleProjection',
    'Name:name:*s SignerName:signerName:*s LabelSelector:labelSelector:*raw ' +
      'Optional:optional:*b Path:path:s User:user:*n',
  ],
  ['ConfigMapEnvSource', 'Name:name:s Optional:optional:*b'],
  ['ConfigMapKeySelector', 'Name:name:s Key:key:s Optional:optional:*b'],
  ['ConfigMapProjection', 'Name:name:s Items:items:[]o:KeyToPath Optional:optional:*b'],
  [
    'ConfigMapVolumeSource',
    'Name:name:s Items:items:[]o:KeyToPath DefaultMode:defaultMode:*n Optional:optional:*b ' +
      'DefaultUser:defaultUser:*n',
  ],
  [
    'Container',
    'Name:name:s Image:image:s Command:command:[]s Args:args:[]s WorkingDir:workingDir:s ' +
      'Ports:ports:[]o:ContainerPort EnvFrom:envFrom:[]o:EnvFromSource Env:env:[]o:EnvVar ' +
      'Resources:resources:o:ResourceRequirements ' +
      'ResizePolicy:resizePolicy:[]o:ContainerResizePolicy RestartPolicy:restartPolicy:*s ' +
      'RestartPolicyRules:restartPolicyRules:[]o:ContainerRestartRule ' +
      'VolumeMounts:volumeMounts:[]o:VolumeMount VolumeDevices:volumeDevices:[]o:VolumeDevice ' +
      'LivenessProbe:livenessProbe:*o:Probe ReadinessProbe:readinessProbe:*o:Probe ' +
      'StartupProbe:startupProbe:*o:Probe Lifecycle:lifecycle:*o:Lifecycle ' +
      'TerminationMessagePath:terminationMessagePath:s ' +
      'TerminationMessagePolicy:terminationMessagePolicy:s ImagePullPolicy:imagePullPolicy:s ' +
      'SecurityContext:securityContext:*o:SecurityContext Stdin:stdin:b StdinOnce:stdinOnce:b ' +
      'TTY:tty:b',
  ],
  [
    'ContainerPort',
    'Name:name:s HostPort:hostPort:n ContainerPort:containerPort:n Protocol:protocol:s ' +
      'HostIP:hostIP:s',
  ],
  ['ContainerResizePolicy', 'ResourceName:resourceName:s RestartPolicy:restartPolicy:s'],
  [
    'ContainerRestartRule',
    'Action:action:s ExitCodes:exitCodes:*o:ContainerRestartRuleOnExitCodes',
  ],
  ['ContainerRestartRuleOnExitCodes', 'Operator:operator:s Values:values:[]n'],
  ['DaemonSetUpdateStrategy', 'Type:type:s RollingUpdate:rollingUpdate:*o:RollingUpdateDaemonSet'],
  ['DeploymentStrategy', 'Type:type:s RollingUpdate:rollingUpdate:*o:RollingUpdateDeployment'],
  ['DownwardAPIProjection', 'Items:items:[]o:DownwardAPIVolumeFile'],
  [
    'DownwardAPIVolumeFile',
    'Path:path:s FieldRef:fieldRef:*o:ObjectFieldSelector ' +
      'ResourceFieldRef:resourceFieldRef:*o:ResourceFieldSelector Mode:mode:*n User:user:*n',
  ],
  [
    'DownwardAPIVolumeSource',
    'Items:items:[]o:DownwardAPIVolumeFile DefaultMode:defaultMode:*n ' +
      'DefaultUser:defaultUser:*n',
  ],
  ['EmptyDirVolumeSource', 'Medium:medium:s SizeLimit:sizeLimit:*q Mode:mode:*n'],
  [
    'EnvFromSource',
    'Prefix:prefix:s ConfigMapRef:configMapRef:*o:ConfigMapEnvSource ' +
      'SecretRef:secretRef:*o:SecretEnvSource',
  ],
  ['EnvVar', 'Name:name:s Value:value:s ValueFrom:valueFrom:*o:EnvVarSource'],
  [
    'EnvVarSource',
    'FieldRef:fieldRef:*o:ObjectFieldSelector ' +
      'ResourceFieldRef:resourceFieldRef:*o:ResourceFieldSelector ' +
      'ConfigMapKeyRef:configMapKeyRef:*o:ConfigMapKeySelector ' +
      'SecretKeyRef:secretKeyRef:*o:SecretKeySelector FileKeyRef:fileKeyRef:*o:FileKeySelector',
  ],
  [
    'EphemeralContainer',
    'Name:name:s Image:image:s Command:command:[]s Args:args:[]s WorkingDir:workingDir:s ' +
      'Ports:ports:[]o:ContainerPort EnvFrom:envFrom:[]o:EnvFromSource Env:env:[]o:EnvVar ' +
      'Resources:resources:o:ResourceRequirements ' +
      'ResizePolicy:resizePolicy:[]o:ContainerResizePolicy RestartPolicy:restartPolicy:*s ' +
      'RestartPolicyRules:restartPolicyRules:[]o:ContainerRestartRule ' +
      'VolumeMounts:volumeMounts:[]o:VolumeMount VolumeDevices:volumeDevices:[]o:VolumeDevice ' +
      'LivenessProbe:livenessProbe:*o:Probe ReadinessProbe:readinessProbe:*o:Probe ' +
      'StartupProbe:startupProbe:*o:Probe Lifecycle:lifecycle:*o:Lifecycle ' +
      'TerminationMessagePath:terminationMessagePath:s ' +
      'TerminationMessagePolicy:terminationMessagePolicy:s ImagePullPolicy:imagePullPolicy:s ' +
      'SecurityContext:securityContext:*o:SecurityContext Stdin:stdin:b StdinOnce:stdinOnce:b ' +
      'TTY:tty:b TargetContainerName:targetContainerName:s',
  ],
  [
    'EphemeralVolumeSource',
    'VolumeClaimTemplate:volumeClaimTemplate:*o:PersistentVolumeClaimTemplate',
  ],
  ['EventSource', 'Component:component:s Host:host:s'],
  ['EvictionResponder', 'Name:name:s Priority:priority:*n'],
  ['ExecAction', 'Command:command:[]s'],
  [
    'FCVolumeSource',
    'TargetWWNs:targetWWNs:[]s Lun:lun:*n FSType:fsType:s ReadOnly:readOnly:b WWIDs:wwids:[]s',
  ],
  ['FileKeySelector', 'VolumeName:volumeName:s Path:path:s Key:key:s Optional:optional:*b'],
  [
    'FlexVolumeSource',
    'Driver:driver:s FSType:fsType:s SecretRef:secretRef:*o:LocalObjectReference ' +
      'ReadOnly:readOnly:b Options:options:map',
  ],
  ['FlockerVolumeSource', 'DatasetName:datasetName:s DatasetUUID:datasetUUID:s'],
  [
    'GCEPersistentDiskVolumeSource',
    'PDName:pdName:s FSType:fsType:s Partition:partition:n ReadOnly:readOnly:b',
  ],
  ['GRPCAction', 'Port:port:n Service:service:*s Mode:mode:*s'],
  ['GitRepoVolumeSource', 'Repository:repository:s Revision:revision:s Directory:directory:s'],
  ['GlusterfsVolumeSource', 'EndpointsName:endpoints:s Path:path:s ReadOnly:readOnly:b'],
  [
    'HTTPGetAction',
    'Path:path:s Port:port:io Host:host:s Scheme:scheme:s ' +
      'HTTPHeaders:httpHeaders:[]o:HTTPHeader Protocol:protocol:*s',
  ],
  ['HTTPHeader', 'Name:name:s Value:value:s'],
  ['HostAlias', 'IP:ip:s Hostnames:hostnames:[]s'],
  ['HostIP', 'IP:ip:s'],
  ['HostPathVolumeSource', 'Path:path:s Type:type:*s'],
  [
    'ISCSIVolumeSource',
    'TargetPortal:targetPortal:s IQN:iqn:s Lun:lun:n ISCSIInterface:iscsiInterface:s ' +
      'FSType:fsType:s ReadOnly:readOnly:b Portals:portals:[]s ' +
      'DiscoveryCHAPAuth:chapAuthDiscovery:b SessionCHAPAuth:chapAuthSession:b ' +
      'SecretRef:secretRef:*o:LocalObjectReference InitiatorName:initiatorName:*s',
  ],
  ['ImageVolumeSource', 'Reference:reference:s PullPolicy:pullPolicy:s'],
  ['KeyToPath', 'Key:key:s Path:path:s Mode:mode:*n User:user:*n'],
  [
    'Lifecycle',
    'PostStart:postStart:*o:LifecycleHandler PreStop:preStop:*o:LifecycleHandler ' +
      'StopSignal:stopSignal:*s',
  ],
  [
    'LifecycleHandler',
    'Exec:exec:*o:ExecAction HTTPGet:httpGet:*o:HTTPGetAction ' +
      'TCPSocket:tcpSocket:*o:TCPSocketAction Sleep:sleep:*o:SleepAction',
  ],
  ['LocalObjectReference', 'Name:name:s'],
  [
    'ModifyVolumeStatus',
    'TargetVolumeAttributesClassName:targetVolumeAttributesClassName:s Status:status:s',
  ],
  ['NFSVolumeSource', 'Server:server:s Path:path:s ReadOnly:readOnly:b'],
  ['NodeAddress', 'Type:type:s Address:address:s'],
  [
    'NodeAffinity',
    'RequiredDuringSchedulingIgnoredDuringExecution:requiredDuringSchedulingIgnoredDuringExecution:*o:NodeSelector ' +
      'PreferredDuringSchedulingIgnoredDuringExecution:preferredDuringSchedulingIgnoredDuringExecution:[]o:PreferredSchedulingTerm',
  ],
  ['NodeSelector', 'NodeSelectorTerms:nodeSelectorTerms:[]o:NodeSelectorTerm'],
  ['NodeSelectorRequirement', 'Key:key:s Operator:operator:s Values:values:[]s'],
  [
    'NodeSelectorTerm',
    'MatchExpressions:matchExpressions:[]o:NodeSelectorRequirement ' +
      'MatchFields:matchFields:[]o:NodeSelectorRequirement',
  ],
  ['ObjectFieldSelector', 'APIVersion:apiVersion:s FieldPath:fieldPath:s'],
  [
    'ObjectReference',
    'Kind:kind:s Namespace:namespace:s Name:name:s UID:uid:s APIVersion:apiVersion:s ' +
      'ResourceVersion:resourceVersion:s FieldPath:fieldPath:s',
  ],
  [
    'PersistentVolumeClaim',
    '::type :metadata:meta Spec:spec:o:PersistentVolumeClaimSpec ' +
      'Status:status:o:PersistentVolumeClaimStatus',
  ],
  [
    'PersistentVolumeClaimCondition',
    'Type:type:s Status:status:s LastProbeTime:lastProbeTime:raw ' +
      'LastTransitionTime:lastTransitionTime:raw Reason:reason:s Message:message:s',
  ],
  [
    'PersistentVolumeClaimSpec',
    'AccessModes:accessModes:[]s Selector:selector:*raw ' +
      'Resources:resources:o:VolumeResourceRequirements VolumeName:volumeName:s ' +
      'StorageClassName:storageClassName:*s VolumeMode:volumeMode:*s ' +
      'DataSource:dataSource:*o:TypedLocalObjectReference ' +
      'DataSourceRef:dataSourceRef:*o:TypedObjectReference ' +
      'VolumeAttributesClassName:volumeAttributesClassName:*s',
  ],
  [
    'PersistentVolumeClaimStatus',
    'Phase:phase:s AccessModes:accessModes:[]s Capacity:capacity:map ' +
      'Conditions:conditions:[]o:PersistentVolumeClaimCondition ' +
      'AllocatedResources:allocatedResources:map ' +
      'AllocatedResourceStatuses:allocatedResourceStatuses:map ' +
      'CurrentVolumeAttributesClassName:currentVolumeAttributesClassName:*s ' +
      'ModifyVolumeStatus:modifyVolumeStatus:*o:ModifyVolumeStatus ' +
      'HealthStatus:healthStatus:*o:VolumeHealthStatus',
  ],
  ['PersistentVolumeClaimTemplate', ':metadata:meta Spec:spec:o:PersistentVolumeClaimSpec'],
  ['PersistentVolumeClaimVolumeSource', 'ClaimName:claimName:s ReadOnly:readOnly:b'],
  ['PhotonPersistentDiskVolumeSource', 'PdID:pdID:s FSType:fsType:s'],
  [
    'PodAffinity',
    'RequiredDuringSchedulingIgnoredDuringExecution:requiredDuringSchedulingIgnoredDuringExecution:[]o:PodAffinityTerm ' +
      'PreferredDuringSchedulingIgnoredDuringExecution:preferredDuringSchedulingIgnoredDuringExecution:[]o:WeightedPodAffinityTerm',
  ],
  [
    'PodAffinityTerm',
    'LabelSelector:labelSelector:*raw Namespaces:namespaces:[]s TopologyKey:topologyKey:s ' +
      'NamespaceSelector:namespaceSelector:*raw MatchLabelKeys:matchLabelKeys:[]s ' +
      'MismatchLabelKeys:mismatchLabelKeys:[]s',
  ],
  [
    'PodAntiAffinity',
    'RequiredDuringSchedulingIgnoredDuringExecution:requiredDuringSchedulingIgnoredDuringExecution:[]o:PodAffinityTerm ' +
      'PreferredDuringSchedulingIgnoredDuringExecution:preferredDuringSchedulingIgnoredDuringExecution:[]o:WeightedPodAffinityTerm',
  ],
  [
    'PodCertificateProjection',
    'SignerName:signerName:s KeyType:keyType:s MaxExpirationSeconds:maxExpirationSeconds:*n ' +
      'CredentialBundlePath:credentialBundlePath:s KeyPath:keyPath:s ' +
      'CertificateChainPath:certificateChainPath:s UserAnnotations:userAnnotations:map ' +
      'User:user:*n',
  ],
  [
    'PodDNSConfig',
    'Nameservers:nameservers:[]s Searches:searches:[]s Options:options:[]o:PodDNSConfigOption',
  ],
  ['PodDNSConfigOption', 'Name:name:s Value:value:*s'],
  [
    'PodDisruptionBudgetSpec',
    'MinAvailable:minAvailable:*io Selector:selector:*raw MaxUnavailable:maxUnavailable:*io ' +
      'UnhealthyPodEvictionPolicy:unhealthyPodEvictionPolicy:*s',
  ],
  ['PodFailurePolicy', 'Rules:rules:[]o:PodFailurePolicyRule'],
  [
    'PodFailurePolicyOnExitCodesRequirement',
    'ContainerName:containerName:*s Operator:operator:s Values:values:[]n',
  ],
  ['PodFailurePolicyOnPodConditionsPattern', 'Type:type:s Status:status:s'],
  [
    'PodFailurePolicyRule',
    'Action:action:s OnExitCodes:onExitCodes:*o:PodFailurePolicyOnExitCodesRequirement ' +
      'OnPodConditions:onPodConditions:[]o:PodFailurePolicyOnPodConditionsPattern',
  ],
  ['PodIP', 'IP:ip:s'],
  ['PodOS', 'Name:name:s'],
  ['PodReadinessGate', 'ConditionType:conditionType:s'],
  [
    'PodResourceClaim',
    'Name:name:s ResourceClaimName:resourceClaimName:*s ' +
      'ResourceClaimTemplateName:resourceClaimTemplateName:*s',
  ],
  ['PodSchedulingGate', 'Name:name:s'],
  ['PodSchedulingGroup', 'PodGroupName:podGroupName:*s'],
  [
    'PodSecurityContext',
    'SELinuxOptions:seLinuxOptions:*o:SELinuxOptions ' +
      'WindowsOptions:windowsOptions:*o:WindowsSecurityContextOptions RunAsUser:runAsUser:*n ' +
      'RunAsGroup:runAsGroup:*n RunAsNonRoot:runAsNonRoot:*b ' +
      'SupplementalGroups:supplementalGroups:[]n ' +
      'SupplementalGroupsPolicy:supplementalGroupsPolicy:*s FSGroup:fsGroup:*n ' +
      'Sysctls:sysctls:[]o:Sysctl FSGroupChangePolicy:fsGroupChangePolicy:*s ' +
      'SeccompProfile:seccompProfile:*o:SeccompProfile ' +
      'AppArmorProfile:appArmorProfile:*o:AppArmorProfile ' +
      'SELinuxChangePolicy:seLinuxChangePolicy:*s',
  ],
  [
    'PodSpec',
    'Volumes:volumes:[]o:Volume InitContainers:initContainers:[]o:Container ' +
      'Containers:containers:[]o:Container ' +
      'EphemeralContainers:ephemeralContainers:[]o:EphemeralContainer ' +
      'RestartPolicy:restartPolicy:s ' +
      'TerminationGracePeriodSeconds:terminationGracePeriodSeconds:*n ' +
      'ActiveDeadlineSeconds:activeDeadlineSeconds:*n DNSPolicy:dnsPolicy:s ' +
      'NodeSelector:nodeSelector:map ServiceAccountName:serviceAccountName:s ' +
      'DeprecatedServiceAccount:serviceAccount:s ' +
      'AutomountServiceAccountToken:automountServiceAccountToken:*b NodeName:nodeName:s ' +
      'HostNetwork:hostNetwork:b HostPID:hostPID:b HostIPC:hostIPC:b ' +
      'ShareProcessNamespace:shareProcessNamespace:*b ' +
      'SecurityContext:securityContext:*o:PodSecurityContext ' +
      'ImagePullSecrets:imagePullSecrets:[]o:LocalObjectReference Hostname:hostname:s ' +
      'Subdomain:subdomain:s Affinity:affinity:*o:Affinity SchedulerName:schedulerName:s ' +
      'Tolerations:tolerations:[]o:Toleration HostAliases:hostAliases:[]o:HostAlias ' +
      'PriorityClassName:priorityClassName:s Priority:priority:*n ' +
      'DNSConfig:dnsConfig:*o:PodDNSConfig ReadinessGates:readinessGates:[]o:PodReadinessGate ' +
      'RuntimeClassName:runtimeClassName:*s EnableServiceLinks:enableServiceLinks:*b ' +
      'PreemptionPolicy:preemptionPolicy:*s Overhead:overhead:map ' +
      'TopologySpreadConstraints:topologySpreadConstraints:[]o:TopologySpreadConstraint ' +
      'SetHostnameAsFQDN:setHostnameAsFQDN:*b OS:os:*o:PodOS HostUsers:hostUsers:*b ' +
      'SchedulingGates:schedulingGates:[]o:PodSchedulingGate ' +
      'ResourceClaims:resourceClaims:[]o:PodResourceClaim ' +
      'Resources:resources:*o:ResourceRequirements HostnameOverride:hostnameOverride:*s ' +
      'SchedulingGroup:schedulingGroup:*o:PodSchedulingGroup ' +
      'EvictionResponders:evictionResponders:[]o:EvictionResponder',
  ],
  ['PodTemplateSpec', ':metadata:meta Spec:spec:o:PodSpec'],
  ['PortworxVolumeSource', 'VolumeID:volumeID:s FSType:fsType:s ReadOnly:readOnly:b'],
  ['PreferredSchedulingTerm', 'Weight:weight:n Preference:preference:o:NodeSelectorTerm'],
  [
    'Probe',
    'Exec:exec:*o:ExecAction HTTPGet:httpGet:*o:HTTPGetAction ' +
      'TCPSocket:tcpSocket:*o:TCPSocketAction GRPC:grpc:*o:GRPCAction ' +
      'InitialDelaySeconds:initialDelaySeconds:n TimeoutSeconds:timeoutSeconds:n ' +
      'PeriodSeconds:periodSeconds:n SuccessThreshold:successThreshold:n ' +
      'FailureThreshold:failureThreshold:n ' +
      'TerminationGracePeriodSeconds:terminationGracePeriodSeconds:*n',
  ],
  [
    'ProjectedVolumeSource',
    'Sources:sources:[]o:VolumeProjection DefaultMode:defaultMode:*n ' +
      'DefaultUser:defaultUser:*n',
  ],
  [
    'QuobyteVolumeSource',
    'Registry:registry:s Volume:volume:s ReadOnly:readOnly:b User:user:s Group:group:s ' +
      'Tenant:tenant:s',
  ],
  [
    'RBDVolumeSource',
    'CephMonitors:monitors:[]s RBDImage:image:s FSType:fsType:s RBDPool:pool:s ' +
      'RadosUser:user:s Keyring:keyring:s SecretRef:secretRef:*o:LocalObjectReference ' +
      'ReadOnly:readOnly:b',
  ],
  ['ResourceClaim', 'Name:name:s Request:request:s'],
  ['ResourceFieldSelector', 'ContainerName:containerName:s Resource:resource:s Divisor:divisor:q'],
  [
    'ResourceRequirements',
    'Limits:limits:map Requests:requests:map Claims:claims:[]o:ResourceClaim',
  ],
  ['RollingUpdateDaemonSet', 'MaxUnavailable:maxUnavailable:io MaxSurge:maxSurge:io'],
  ['RollingUpdateDeployment', 'MaxUnavailable:maxUnavailable:io MaxSurge:maxSurge:io'],
  ['RollingUpdateStatefulSetStrategy', 'Partition:partition:n MaxUnavailable:maxUnavailable:*io'],
  ['SELinuxOptions', 'User:user:s Role:role:s Type:type:s Level:level:s'],
  [
    'ScaleIOVolumeSource',
    'Gateway:gateway:s System:system:s SecretRef:secretRef:*o:LocalObjectReference ' +
      'SSLEnabled:sslEnabled:b ProtectionDomain:protectionDomain:s StoragePool:storagePool:s ' +
      'StorageMode:storageMode:s VolumeName:volumeName:s FSType:fsType:s ReadOnly:readOnly:b',
  ],
  ['SeccompProfile', 'Type:type:s LocalhostProfile:localhostProfile:*s'],
  ['SecretEnvSource', 'Name:name:s Optional:optional:*b'],
  ['SecretKeySelector', 'Name:name:s Key:key:s Optional:optional:*b'],
  ['SecretProjection', 'Name:name:s Items:items:[]o:KeyToPath Optional:optional:*b'],
  [
    'SecretVolumeSource',
    'SecretName:secretName:s Items:items:[]o:KeyToPath DefaultMode:defaultMode:*n ' +
      'Optional:optional:*b DefaultUser:defaultUser:*n',
  ],
  [
    'SecurityContext',
    'Capabilities:capabilities:*o:Capabilities Privileged:privileged:*b ' +
      'SELinuxOptions:seLinuxOptions:*o:SELinuxOptions ' +
      'WindowsOptions:windowsOptions:*o:WindowsSecurityContextOptions RunAsUser:runAsUser:*n ' +
      'RunAsGroup:runAsGroup:*n RunAsNonRoot:runAsNonRoot:*b ' +
      'ReadOnlyRootFilesystem:readOnlyRootFilesystem:*b ' +
      'AllowPrivilegeEscalation:allowPrivilegeEscalation:*b ProcMount:procMount:*s ' +
      'SeccompProfile:seccompProfile:*o:SeccompProfile ' +
      'AppArmorProfile:appArmorProfile:*o:AppArmorProfile',
  ],
  [
    'ServiceAccountTokenProjection',
    'Audience:audience:s ExpirationSeconds:expirationSeconds:*n Path:path:s User:user:*n',
  ],
  ['SleepAction', 'Seconds:seconds:n'],
  [
    'StatefulSetUpdateStrategy',
    'Type:type:s RollingUpdate:rollingUpdate:*o:RollingUpdateStatefulSetStrategy',
  ],
  [
    'StorageOSVolumeSource',
    'VolumeName:volumeName:s VolumeNamespace:volumeNamespace:s FSType:fsType:s ' +
      'ReadOnly:readOnly:b SecretRef:secretRef:*o:LocalObjectReference',
  ],
  ['SuccessPolicy', 'Rules:rules:[]o:SuccessPolicyRule'],
  ['SuccessPolicyRule', 'SucceededIndexes:succeededIndexes:*s SucceededCount:succeededCount:*n'],
  ['Sysctl', 'Name:name:s Value:value:s'],
  ['TCPSocketAction', 'Port:port:io Host:host:s'],
  ['Taint', 'Key:key:s Value:value:s Effect:effect:s TimeAdded:timeAdded:*raw'],
  [
    'Toleration',
    'Key:key:s Operator:operator:s Value:value:s Effect:effect:s ' +
      'TolerationSeconds:tolerationSeconds:*n',
  ],
  [
    'TopologySpreadConstraint',
    'MaxSkew:maxSkew:n TopologyKey:topologyKey:s WhenUnsatisfiable:whenUnsatisfiable:s ' +
      'LabelSelector:labelSelector:*raw MinDomains:minDomains:*n ' +
      'NodeAffinityPolicy:nodeAffinityPolicy:*s NodeTaintsPolicy:nodeTaintsPolicy:*s ' +
      'MatchLabelKeys:matchLabelKeys:[]s',
  ],
  ['TypedLocalObjectReference', 'APIGroup:apiGroup:*s Kind:kind:s Name:name:s'],
  ['TypedObjectReference', 'APIGroup:apiGroup:*s Kind:kind:s Name:name:s Namespace:namespace:*s'],
  ['UncountedTerminatedPods', 'Succeeded:succeeded:[]s Failed:failed:[]s'],
  [
    'Volume',
    'Name:name:s HostPath:hostPath:*o:HostPathVolumeSource ' +
      'EmptyDir:emptyDir:*o:EmptyDirVolumeSource ' +
      'GCEPersistentDisk:gcePersistentDisk:*o:GCEPersistentDiskVolumeSource ' +
      'AWSElasticBlockStore:awsElasticBlockStore:*o:AWSElasticBlockStoreVolumeSource ' +
      'GitRepo:gitRepo:*o:GitRepoVolumeSource Secret:secret:*o:SecretVolumeSource ' +
      'NFS:nfs:*o:NFSVolumeSource ISCSI:iscsi:*o:ISCSIVolumeSource ' +
      'Glusterfs:glusterfs:*o:GlusterfsVolumeSource ' +
      'PersistentVolumeClaim:persistentVolumeClaim:*o:PersistentVolumeClaimVolumeSource ' +
      'RBD:rbd:*o:RBDVolumeSource FlexVolume:flexVolume:*o:FlexVolumeSource ' +
      'Cinder:cinder:*o:CinderVolumeSource CephFS:cephfs:*o:CephFSVolumeSource ' +
      'Flocker:flocker:*o:FlockerVolumeSource ' +
      'DownwardAPI:downwardAPI:*o:DownwardAPIVolumeSource FC:fc:*o:FCVolumeSource ' +
      'AzureFile:azureFile:*o:AzureFileVolumeSource ' +
      'ConfigMap:configMap:*o:ConfigMapVolumeSource ' +
      'VsphereVolume:vsphereVolume:*o:VsphereVirtualDiskVolumeSource ' +
      'Quobyte:quobyte:*o:QuobyteVolumeSource AzureDisk:azureDisk:*o:AzureDiskVolumeSource ' +
      'PhotonPersistentDisk:photonPersistentDisk:*o:PhotonPersistentDiskVolumeSource ' +
      'Projected:projected:*o:ProjectedVolumeSource ' +
      'PortworxVolume:portworxVolume:*o:PortworxVolumeSource ' +
      'ScaleIO:scaleIO:*o:ScaleIOVolumeSource StorageOS:storageos:*o:StorageOSVolumeSource ' +
      'CSI:csi:*o:CSIVolumeSource Ephemeral:ephemeral:*o:EphemeralVolumeSource ' +
      'Image:image:*o:ImageVolumeSource',
  ],
  ['VolumeDevice', 'Name:name:s DevicePath:devicePath:s'],
  ['VolumeHealthCondition', 'Status:status:s Reason:reason:s Message:message:s'],
  [
    'VolumeHealthStatus',
    'HealthConditions:healthConditions:[]o:VolumeHealthCondition ' +
      'LastTransitionTime:lastTransitionTime:raw',
  ],
  [
    'VolumeMount',
    'Name:name:s ReadOnly:readOnly:b RecursiveReadOnly:recursiveReadOnly:*s ' +
      'MountPath:mountPath:s SubPath:subPath:s MountPropagation:mountPropagation:*s ' +
      'SubPathExpr:subPathExpr:s BindMountOptions:bindMountOptions:[]s',
  ],
  [
    'VolumeProjection',
    'Secret:secret:*o:SecretProjection DownwardAPI:downwardAPI:*o:DownwardAPIProjection ' +
      'ConfigMap:configMap:*o:ConfigMapProjection ' +
      'ServiceAccountToken:serviceAccountToken:*o:ServiceAccountTokenProjection ' +
      'ClusterTrustBundle:clusterTrustBundle:*o:ClusterTrustBundleProjection ' +
      'PodCertificate:podCertificate:*o:PodCertificateProjection',
  ],
  ['VolumeResourceRequirements', 'Limits:limits:map Requests:requests:map'],
  [
    'VsphereVirtualDiskVolumeSource',
    'VolumePath:volumePath:s FSType:fsType:s StoragePolicyName:storagePolicyName:s ' +
      'StoragePolicyID:storagePolicyID:s',
  ],
  ['WeightedPodAffinityTerm', 'Weight:weight:n PodAffinityTerm:podAffinityTerm:o:PodAffinityTerm'],
  [
    'WindowsSecurityContextOptions',
    'GMSACredentialSpecName:gmsaCredentialSpecName:*s ' +
      'GMSACredentialSpec:gmsaCredentialSpec:*s RunAsUserName:runAsUserName:*s ' +
      'HostProcess:hostProcess:*b',
  ],
  [
    'AzureFilePersistentVolumeSource',
    'SecretName:secretName:s ShareName:shareName:s ReadOnly:readOnly:b SecretNamespace:secretNamespace:*s',
  ],
  [
    'CSIPersistentVolumeSource',
    'Driver:driver:s VolumeHandle:volumeHandle:s ReadOnly:readOnly:b FSType:fsType:s ' +
      'VolumeAttributes:volumeAttributes:map ' +
      'ControllerPublishSecretRef:controllerPublishSecretRef:*o:SecretReference ' +
      'NodeStageSecretRef:nodeStageSecretRef:*o:SecretReference ' +
      'NodePublishSecretRef:nodePublishSecretRef:*o:SecretReference ' +
      'ControllerExpandSecretRef:controllerExpandSecretRef:*o:SecretReference ' +
      'NodeExpandSecretRef:nodeExpandSecretRef:*o:SecretReference',
  ],
  [
    'CephFSPersistentVolumeSource',
    'Monitors:monitors:[]s Path:path:s User:user:s SecretFile:secretFile:s ' +
      'SecretRef:secretRef:*o:SecretReference ReadOnly:readOnly:b',
  ],
  [
    'CinderPersistentVolumeSource',
    'VolumeID:volumeID:s FSType:fsType:s ReadOnly:readOnly:b SecretRef:secretRef:*o:SecretReference',
  ],
  [
    'FlexPersistentVolumeSource',
    'Driver:driver:s FSType:fsType:s SecretRef:secretRef:*o:SecretReference ' +
      'ReadOnly:readOnly:b Options:options:map',
  ],
  [
    'GlusterfsPersistentVolumeSource',
    'EndpointsName:endpoints:s Path:path:s ReadOnly:readOnly:b EndpointsNamespace:endpointsNamespace:*s',
  ],
  [
    'ISCSIPersistentVolumeSource',
    'TargetPortal:targetPortal:s IQN:iqn:s Lun:lun:n ISCSIInterface:iscsiInterface:s ' +
      'FSType:fsType:s ReadOnly:readOnly:b Portals:portals:[]s ' +
      'DiscoveryCHAPAuth:chapAuthDiscovery:b SessionCHAPAuth:chapAuthSession:b ' +
      'SecretRef:secretRef:*o:SecretReference InitiatorName:initiatorName:*s',
  ],
  ['LocalVolumeSource', 'Path:path:s FSType:fsType:*s'],
  [
    'RBDPersistentVolumeSource',
    'CephMonitors:monitors:[]s RBDImage:image:s FSType:fsType:s RBDPool:pool:s RadosUser:user:s ' +
      'Keyring:keyring:s SecretRef:secretRef:*o:SecretReference ReadOnly:readOnly:b',
  ],
  [
    'ScaleIOPersistentVolumeSource',
    'Gateway:gateway:s System:system:s SecretRef:secretRef:*o:SecretReference ' +
      'SSLEnabled:sslEnabled:b ProtectionDomain:protectionDomain:s StoragePool:storagePool:s ' +
      'StorageMode:storageMode:s VolumeName:volumeName:s FSType:fsType:s ReadOnly:readOnly:b',
  ],
  ['SecretReference', 'Name:name:s Namespace:namespace:s'],
  [
    'StorageOSPersistentVolumeSource',
    'VolumeName:volumeName:s VolumeNamespace:volumeNamespace:s FSType:fsType:s ' +
      'ReadOnly:readOnly:b SecretRef:secretRef:*o:ObjectReference',
  ],
  ['CELDeviceSelector', 'Expression:expression:s'],
  ['CapacityRequirements', 'Requests:requests:map'],
  [
    'DeviceClaim',
    'Requests:requests:[]o:DeviceRequest Constraints:constraints:[]o:DeviceConstraint ' +
      'Config:config:[]o:DeviceClaimConfiguration',
  ],
  ['DeviceClaimConfiguration', 'Requests:requests:[]s Opaque:opaque:*o:OpaqueDeviceConfiguration'],
  [
    'DeviceConstraint',
    'Requests:requests:[]s MatchAttribute:matchAttribute:*s ' +
      'DistinctAttribute:distinctAttribute:*s',
  ],
  ['DeviceDerivedAttribute', 'Name:name:s Expression:expression:s'],
  [
    'DeviceRequest',
    'Name:name:s Exactly:exactly:*o:ExactDeviceRequest ' +
      'FirstAvailable:firstAvailable:[]o:DeviceSubRequest',
  ],
  ['DeviceSelector', 'CEL:cel:*o:CELDeviceSelector'],
  [
    'DeviceSubRequest',
    'Name:name:s DeviceClassName:deviceClassName:s ' +
      'Selectors:selectors:[]o:DeviceSelector AllocationMode:allocationMode:s Count:count:n ' +
      'Tolerations:tolerations:[]o:DeviceToleration Capacity:capacity:*o:CapacityRequirements ' +
      'DerivedAttributes:derivedAttributes:[]o:DeviceDerivedAttribute',
  ],
  [
    'DeviceToleration',
    'Key:key:s Operator:operator:s Value:value:s Effect:effect:s ' +
      'TolerationSeconds:tolerationSeconds:*n',
  ],
  [
    'ExactDeviceRequest',
    'DeviceClassName:deviceClassName:s Selectors:selectors:[]o:DeviceSelector ' +
      'AllocationMode:allocationMode:s Count:count:n AdminAccess:adminAccess:*b ' +
      'Tolerations:tolerations:[]o:DeviceToleration Capacity:capacity:*o:CapacityRequirements ' +
      'DerivedAttributes:derivedAttributes:[]o:DeviceDerivedAttribute',
  ],
  ['OpaqueDeviceConfiguration', 'Driver:driver:s Parameters:parameters:raw'],
  ['ResourceClaimSpec', 'Devices:devices:o:DeviceClaim'],
  ['ResourceClaimTemplateSpec', '::meta Spec:spec:o:ResourceClaimSpec'],
]
