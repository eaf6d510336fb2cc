// in: nothing → out: the feature gates of Kubernetes 1.37 and what they are by default. Data, by its own /metrics.

const words = (text: string): readonly string[] => text.trim().split(/\s+/)

export const gateNames = {
  /** Locked: no other value is allowed by the reference either. */
  lockedOn: words(`
    AggregatedDiscoveryRemoveBetaType CPUManagerPolicyOptions CRDValidationRatcheting
    CSIServiceAccountTokenSecrets CustomResourceFieldSelectors DRAAdminAccess
    DRADeviceTaintRules DRADeviceTaints DRAExtendedResource DRAPrioritizedList
    DRAResourceClaimDeviceStatus DeclarativeValidation DisableAllocatorDualWrite
    DisableCPUQuotaWithExclusiveCPUs DisableNodeKubeProxyVersion DynamicResourceAllocation
    ExecProbeTimeout ExternalServiceAccountTokenSigner HPAConfigurableTolerance HostnameOverride
    ImageMaximumGCAge ImageVolume InOrderInformers InPlacePodVerticalScaling
    InPlacePodVerticalScalingInitContainers JobManagedBy KubeletCgroupDriverFromCRI
    KubeletFineGrainedAuthz KubeletPSI KubeletPodResourcesDynamicResources
    KubeletPodResourcesGet KubeletTracing MatchLabelKeysInPodAffinity MultiCIDRServiceAllocator
    MutableCSINodeAllocatableCount NFTablesProxyMode NodeDeclaredFeatures
    NodeInclusionPolicyInPodTopologySpread NodeLogQuery NodeSwap PLEGOnDemandRelist
    PodObservedGenerationTracking PodReadyToStartContainersCondition PodSchedulingReadiness
    PreferSameTrafficDistribution ProcMountType RecoverVolumeExpansionFailure
    RecursiveReadOnlyMounts RelaxedEnvironmentVariableValidation RelaxedServiceNameValidation
    SELinuxChangePolicy SELinuxMountReadWriteOncePod SeparateTaintEvictionController
    ServiceAccountTokenJTI ServiceAccountTokenNodeBinding
    ServiceAccountTokenNodeBindingValidation ServiceAccountTokenPodNodeInfo
    SupplementalGroupsPolicy SystemdWatchdog TopologyManagerPolicyOptions UserNamespacesSupport
    VolumeAttributesClass WatchCacheInitializationPostStartHook WinDSR WinOverlay
  `),
  lockedOff: words(`
    AllowOverwriteTerminationGracePeriodSeconds DeclarativeValidationTakeover
    GitRepoVolumeDriver SeparateCacheWatchRPC
  `),
  /** Clients of an API server see whether they are on. */
  seenOn: words(`
    APIServerIdentity AllowParsingUserUIDFromCertAuth AllowUnsafeMalformedObjectDeletion
    AuthorizePodWebsocketUpgradeCreatePermission CRDObservedGenerationTracking
    ClearingNominatedNodeNameAfterBinding ClusterTrustBundle ClusterTrustBundleProjection
    ComponentFlagz ComponentStatusz ConstrainedImpersonation ContainerRestartRules
    DRAConsumableCapacity DRADeviceBindingConditions DRAPartitionableDevices
    DRAResourceClaimGranularStatusAuthorization DeploymentReplicaSetTerminatingReplicas EnvFiles
    ExcludeAdmissionWebhookVirtualResources ExtendWebSocketsToKubelet HPAGeneration
    HPAScaleToZero InPlacePodLevelResourcesVerticalScaling
    KubeletServiceAccountTokenForCredentialProviders ManifestBasedAdmissionControlConfig
    MatchLabelKeysInPodTopologySpread MatchLabelKeysInPodTopologySpreadSelectorMerge
    MaxUnavailableStatefulSet MutablePodResourcesForSuspendedJobs
    MutableSchedulingDirectivesForSuspendedJobs MutatingAdmissionPolicy OpenAPIEnums
    PodCertificateRequest PodDeletionCost PodLevelResources PodLevelResourcesFixDefaulting
    PodLevelResourcesFixKubeletQOSClass PodTopologyLabelsAdmission PortForwardWebsockets
    RemoteRequestHeaderUID ResourceHealthStatus ResourceHealthStatusMessage
    RestartAllContainersOnContainerExits SELinuxMount ServiceAccountNodeAudienceRestriction
    ServiceCIDRStatusFieldWiping StorageVersionHash StorageVersionMigrator
    StrictIPCIDRValidation TokenRequestServiceAccountUIDValidation
    TranslateStreamCloseWebsocketRequests VolumeLimitScaling WatchList
  `),
  seenOff: words(`
    APIServerWebhookAuthenticationToken AllowInsecureKubeletCertificateSigningRequests
    AtomicWriteVolumeUserFields CBORServingAndStorage CSIVolumeHealth CompositePodGroup
    ContainerStopSignals CoordinatedLeaderElection CrossNamespaceVolumeDataSource
    DRADerivedAttributes DRADeviceCompatibilityGroups DRAFractionalCapacityRange
    DRAListTypeAttributes DRANodeAllocatableResources DRAOptionalNodeOperations
    DRAPartitionableDevicesType DRAResourcePoolStatus DRAWorkloadResourceClaims
    EmptyDirVolumeMode EvictionRequestAPI GRPCContainerProbeTLS GenericWorkload
    H2CContainerProbe ImageVolumeWithDigest InPlacePodVerticalScalingMemoryBackedVolumes
    InPlacePodVerticalScalingSchedulerPreemption KMSv1 MutablePVNodeAffinity
    PodGroupPreemptionPolicy PodLogsQuerySplitStreams ShardedListAndWatch
    StatefulSetRecreateStrategy StorageVersionAPI TaintTolerationComparisonOperators
    TopologyAwareWorkloadScheduling UserNamespacesHostNetworkSupport VolumeBindMountOptions
    WorkloadWithJob
  `),
  /** How an API server works within; what clients see is the same. */
  insideOn: words(`
    APIResponseCompression AtomicFIFO ClientsAllowCARotation ClientsAllowTLSCacheGC
    ConcurrentWatchObjectDecode ContextualLogging DeclarativeValidationBeta
    DetectCacheInconsistency EtcdRangeStream InOrderInformersBatchProcess
    InformerResourceVersion ListFromCacheSnapshot LoggingBetaOptions NativeHistograms
    SizeBasedListCostEstimate StorageNamespaceIndex
    StructuredAuthenticationConfigurationEgressSelector
    StructuredAuthenticationConfigurationJWKSMetrics UnauthenticatedHTTP2DOSMitigation
    UnknownVersionInteroperabilityProxy UnlockWhileProcessingFIFO WatchListClient
    WatchListCompression WebhookRoundTripLoadBalancing
  `),
  insideOff: words(`
    APIServingWithRoutine ClientsAllowCBOR ClientsPreferCBOR
    ConsistentListFromCacheSkipTimeoutFallback LoggingAlphaOptions
  `),
  /** What kubelets, schedulers, proxies and controllers do. */
  elsewhereOn: words(`
    AllowServiceExternalIPs CPUManagerPolicyBetaOptions ContainerCheckpoint
    CustomCPUCFSQuotaPeriod DRASchedulerFilterTimeout GracefulNodeShutdown
    GracefulNodeShutdownBasedOnPodPriority HPAOptimizedSelectorStore HugepageAwareEviction
    KubeProxyIPVS KubeletCrashLoopBackOffMax KubeletEnsureSecretPulledImages
    KubeletInUserNamespace KubeletPodResourcesListUseActivePods KubeletSeparateDiskGC MemoryQoS
    NFTablesNetlink NodeControllerLeaseCircuitBreaker NominatedNodeNameForExpectation
    OpportunisticBatching PersistentVolumeClaimUnusedSinceTime PodsAPI ReloadKubeletClientCAFile
    ReloadKubeletServerCertificateFile RotateKubeletServerCertificate SchedulerAsyncPreemption
    SchedulerPopFromBackoffQ StaleControllerConsistencyDaemonSet StaleControllerConsistencyHPA
    StaleControllerConsistencyJob StaleControllerConsistencyReplicaSet
    StaleControllerConsistencyStatefulSet StatefulSetSemanticRevisionComparison
    StorageCapacityScoring TopologyManagerPolicyBetaOptions WindowsGracefulNodeShutdown
  `),
  elsewhereOff: words(`
    AllowDNSOnlyNodeCSR CPUManagerPolicyAlphaOptions CRIListStreaming
    ChangeContainerStatusOnKubeletRestart CloudControllerManagerWatchBasedRoutesReconciliation
    CloudControllerManagerWebhook ControllerManagerReleaseLeaderElectionLockOnExit
    DefaultPodSysctls EventedPLEG InPlacePodVerticalScalingExclusiveCPUs
    InPlacePodVerticalScalingExclusiveMemory InterPodAffinityHostnameFastPath
    KubeProxyNFTablesLocalhostNodePorts KubeletAllocatedPodsEndpoint
    KubeletRegistrationGetOnExistsOnly LocalStorageCapacityIsolationFSQuotaMonitoring
    NodeLifecycleConditions PodAndContainerStatsFromCRI PodLevelResourceManagers QOSReserved
    ReduceDefaultCrashLoopBackOffDecay RuntimeClassInImageCriApi SchedulerAsyncAPICalls
    SchedulerPreQueueingHints TopologyManagerPolicyAlphaOptions WindowsCPUAndMemoryAffinity
    WindowsHostNetwork
  `),
} as const
