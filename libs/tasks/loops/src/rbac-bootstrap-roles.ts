// in: nothing → out: the namespaced roles and all bindings that every cluster starts with. Data.
import type { BindingRow, RoleRow } from './rbac-bootstrap-rows.ts'

export const bootstrapRoles: readonly RoleRow[] = [
  {
    namespace: 'kube-public',
    name: 'system:controller:bootstrap-signer',
    rules: [
      'get,list,watch core configmaps',
      'update core configmaps cluster-info',
      'create,patch,update core,events.k8s.io events',
    ],
  },
  {
    namespace: 'kube-system',
    name: 'extension-apiserver-authentication-reader',
    rules: ['get,list,watch core configmaps extension-apiserver-authentication'],
  },
  {
    namespace: 'kube-system',
    name: 'system::leader-locking-kube-controller-manager',
    rules: [
      'create,get,list,update,watch coordination.k8s.io leases',
      'create,get,list,update,watch coordination.k8s.io leasecandidates',
    ],
  },
  {
    namespace: 'kube-system',
    name: 'system::leader-locking-kube-scheduler',
    rules: [
      'create,get,list,update,watch coordination.k8s.io leases',
      'create,get,list,update,watch coordination.k8s.io leasecandidates',
    ],
  },
  {
    namespace: 'kube-system',
    name: 'system:controller:bootstrap-signer',
    rules: ['get,list,watch core secrets'],
  },
  {
    namespace: 'kube-system',
    name: 'system:controller:cloud-provider',
    rules: ['create,get,list,watch core configmaps'],
  },
  {
    namespace: 'kube-system',
    name: 'system:controller:token-cleaner',
    rules: ['delete,get,list,watch core secrets', 'create,patch,update core,events.k8s.io events'],
  },
]

/** `role` is left out where it has the binding's name. */
export const bootstrapBindings: readonly BindingRow[] = [
  { name: 'cluster-admin', subjects: ['group:system:masters'] },
  { name: 'system:basic-user', subjects: ['group:system:authenticated'] },
  { name: 'system:cluster-trust-bundle-discovery', subjects: ['group:system:serviceaccounts'] },
  {
    name: 'system:controller:attachdetach-controller',
    subjects: ['sa:kube-system/attachdetach-controller'],
  },
  {
    name: 'system:controller:certificate-controller',
    subjects: ['sa:kube-system/certificate-controller'],
  },
  {
    name: 'system:controller:clusterrole-aggregation-controller',
    subjects: ['sa:kube-system/clusterrole-aggregation-controller'],
  },
  { name: 'system:controller:cronjob-controller', subjects: ['sa:kube-system/cronjob-controller'] },
  {
    name: 'system:controller:daemon-set-controller',
    subjects: ['sa:kube-system/daemon-set-controller'],
  },
  {
    name: 'system:controller:deployment-controller',
    subjects: ['sa:kube-system/deployment-controller'],
  },
  {
    name: 'system:controller:device-taint-eviction-controller',
    subjects: ['sa:kube-system/device-taint-eviction-controller'],
  },
  {
    name: 'system:controller:disruption-controller',
    subjects: ['sa:kube-system/disruption-controller'],
  },
  {
    name: 'system:controller:endpoint-controller',
    subjects: ['sa:kube-system/endpoint-controller'],
  },
  {
    name: 'system:controller:endpointslice-controller',
    subjects: ['sa:kube-system/endpointslice-controller'],
  },
  {
    name: 'system:controller:endpointslicemirroring-controller',
    subjects: ['sa:kube-system/endpointslicemirroring-controller'],
  },
  {
    name: 'system:controller:ephemeral-volume-controller',
    subjects: ['sa:kube-system/ephemeral-volume-controller'],
  },
  { name: 'system:controller:expand-controller', subjects: ['sa:kube-system/expand-controller'] },
  {
    name: 'system:controller:generic-garbage-collector',
    subjects: ['sa:kube-system/generic-garbage-collector'],
  },
  {
    name: 'system:controller:horizontal-pod-autoscaler',
    subjects: ['sa:kube-system/horizontal-pod-autoscaler'],
  },
  { name: 'system:controller:job-controller', subjects: ['sa:kube-system/job-controller'] },
  {
    name: 'system:controller:kube-apiserver-serving-clustertrustbundle-publisher',
    subjects: ['sa:kube-system/kube-apiserver-serving-clustertrustbundle-publisher'],
  },
  {
    name: 'system:controller:legacy-service-account-token-cleaner',
    subjects: ['sa:kube-system/legacy-service-account-token-cleaner'],
  },
  {
    name: 'system:controller:namespace-controller',
    subjects: ['sa:kube-system/namespace-controller'],
  },
  { name: 'system:controller:node-controller', subjects: ['sa:kube-system/node-controller'] },
  {
    name: 'system:controller:persistent-volume-binder',
    subjects: ['sa:kube-system/persistent-volume-binder'],
  },
  {
    name: 'system:controller:pod-garbage-collector',
    subjects: ['sa:kube-system/pod-garbage-collector'],
  },
  {
    name: 'system:controller:podcertificaterequestcleaner',
    subjects: ['sa:kube-system/podcertificaterequestcleaner'],
  },
  {
    name: 'system:controller:pv-protection-controller',
    subjects: ['sa:kube-system/pv-protection-controller'],
  },
  {
    name: 'system:controller:pvc-protection-controller',
    subjects: ['sa:kube-system/pvc-protection-controller'],
  },
  {
    name: 'system:controller:replicaset-controller',
    subjects: ['sa:kube-system/replicaset-controller'],
  },
  {
    name: 'system:controller:replication-controller',
    subjects: ['sa:kube-system/replication-controller'],
  },
  {
    name: 'system:controller:resource-claim-controller',
    subjects: ['sa:kube-system/resource-claim-controller'],
  },
  {
    name: 'system:controller:resourcequota-controller',
    subjects: ['sa:kube-system/resourcequota-controller'],
  },
  {
    name: 'system:controller:root-ca-cert-publisher',
    subjects: ['sa:kube-system/root-ca-cert-publisher'],
  },
  { name: 'system:controller:route-controller', subjects: ['sa:kube-system/route-controller'] },
  {
    name: 'system:controller:selinux-warning-controller',
    subjects: ['sa:kube-system/selinux-warning-controller'],
  },
  {
    name: 'system:controller:service-account-controller',
    subjects: ['sa:kube-system/service-account-controller'],
  },
  {
    name: 'system:controller:service-cidrs-controller',
    subjects: ['sa:kube-system/service-cidrs-controller'],
  },
  { name: 'system:controller:service-controller', subjects: ['sa:kube-system/service-controller'] },
  {
    name: 'system:controller:statefulset-controller',
    subjects: ['sa:kube-system/statefulset-controller'],
  },
  {
    name: 'system:controller:storage-version-migrator-controller',
    subjects: ['sa:kube-system/storage-version-migrator-controller'],
  },
  {
    name: 'system:controller:ttl-after-finished-controller',
    subjects: ['sa:kube-system/ttl-after-finished-controller'],
  },
  { name: 'system:controller:ttl-controller', subjects: ['sa:kube-system/ttl-controller'] },
  {
    name: 'system:controller:validatingadmissionpolicy-status-controller',
    subjects: ['sa:kube-system/validatingadmissionpolicy-status-controller'],
  },
  {
    name: 'system:controller:volumeattributesclass-protection-controller',
    subjects: ['sa:kube-system/volumeattributesclass-protection-controller'],
  },
  { name: 'system:discovery', subjects: ['group:system:authenticated'] },
  { name: 'system:kube-controller-manager', subjects: ['user:system:kube-controller-manager'] },
  { name: 'system:kube-dns', subjects: ['sa:kube-system/kube-dns'] },
  { name: 'system:kube-scheduler', subjects: ['user:system:kube-scheduler'] },
  { name: 'system:monitoring', subjects: ['group:system:monitoring'] },
  { name: 'system:node', subjects: [] },
  { name: 'system:node-proxier', subjects: ['user:system:kube-proxy'] },
  {
    name: 'system:public-info-viewer',
    subjects: ['group:system:authenticated', 'group:system:unauthenticated'],
  },
  { name: 'system:service-account-issuer-discovery', subjects: ['group:system:serviceaccounts'] },
  { name: 'system:volume-scheduler', subjects: ['user:system:kube-scheduler'] },
  {
    namespace: 'kube-public',
    name: 'system:controller:bootstrap-signer',
    subjects: ['sa:kube-system/bootstrap-signer'],
  },
  {
    namespace: 'kube-system',
    name: 'system::extension-apiserver-authentication-reader',
    role: 'extension-apiserver-authentication-reader',
    subjects: ['user:system:kube-controller-manager', 'user:system:kube-scheduler'],
  },
  {
    namespace: 'kube-system',
    name: 'system::leader-locking-kube-controller-manager',
    subjects: [
      'user:system:kube-controller-manager',
      'sa:kube-system/kube-controller-manager',
      'sa:kube-system/leader-election-controller',
    ],
  },
  {
    namespace: 'kube-system',
    name: 'system::leader-locking-kube-scheduler',
    subjects: ['user:system:kube-scheduler', 'sa:kube-system/kube-scheduler'],
  },
  {
    namespace: 'kube-system',
    name: 'system:controller:bootstrap-signer',
    subjects: ['sa:kube-system/bootstrap-signer'],
  },
  {
    namespace: 'kube-system',
    name: 'system:controller:cloud-provider',
    subjects: ['sa:kube-system/cloud-provider'],
  },
  {
    namespace: 'kube-system',
    name: 'system:controller:token-cleaner',
    subjects: ['sa:kube-system/token-cleaner'],
  },
]
