// in: the kinds around the running things → out: their list. Never: a rule.
import {
  mutatingPolicy,
  mutatingPolicyBinding,
  validatingPolicy,
  validatingPolicyBinding,
} from './admissionregistration/policy-kinds.ts'
import {
  mutatingWebhooks,
  validatingWebhooks,
} from './admissionregistration/webhook-configurations.ts'
import { apiService } from './apiregistration/api-service.ts'
import { certificateSigningRequest } from './certificates/certificate-signing-request.ts'
import { clusterTrustBundle } from './certificates/cluster-trust-bundle.ts'
import { podCertificateRequest } from './certificates/pod-certificate-request.ts'
import { lease } from './coordination/lease.ts'
import { componentStatus } from './core/component-status.ts'
import { configMap } from './core/config-map.ts'
import { endpoints } from './core/endpoints.ts'
import { limitRange } from './core/limit-range.ts'
import { namespace } from './core/namespace.ts'
import { persistentVolumeClaim } from './core/persistent-volume-claim.ts'
import { persistentVolume } from './core/persistent-volume.ts'
import { resourceQuota } from './core/resource-quota.ts'
import { secret } from './core/secret.ts'
import { serviceAccount } from './core/service-account.ts'
import { service } from './core/service.ts'
import type { DefinedKind } from './define-kind.ts'
import { endpointSlice } from './discovery/endpoint-slice.ts'
import { flowSchema, priorityLevelConfiguration } from './flowcontrol/flow-kinds.ts'
import { ingressClass } from './networking/ingress-class.ts'
import { ingress } from './networking/ingress.ts'
import { ipAddress } from './networking/ip-address-kind.ts'
import { networkPolicy } from './networking/network-policy.ts'
import { serviceCidr } from './networking/service-cidr.ts'
import { runtimeClass } from './node/runtime-class.ts'
import { clusterRoleBinding, roleBinding } from './rbac/binding-kinds.ts'
import { clusterRole, role } from './rbac/role-kinds.ts'
import {
  deviceClass,
  deviceTaintRule,
  resourceClaim,
  resourceClaimTemplate,
  resourceSlice,
} from './resource/device-kinds.ts'
import { priorityClass } from './scheduling/priority-class.ts'
import { csiDriver } from './storage/csi-driver.ts'
import { csiNode } from './storage/csi-node.ts'
import { csiStorageCapacity } from './storage/csi-storage-capacity.ts'
import { storageClass } from './storage/storage-class.ts'
import { volumeAttachment } from './storage/volume-attachment.ts'
import { volumeAttributesClass } from './storage/volume-attributes-class.ts'
import { storageVersionMigration } from './storagemigration/storage-version-migration.ts'

export const platformKinds: readonly DefinedKind[] = [
  apiService,
  certificateSigningRequest,
  clusterRole,
  clusterRoleBinding,
  clusterTrustBundle,
  componentStatus,
  configMap,
  csiDriver,
  csiNode,
  csiStorageCapacity,
  deviceClass,
  deviceTaintRule,
  endpoints,
  endpointSlice,
  flowSchema,
  ingress,
  ingressClass,
  ipAddress,
  lease,
  limitRange,
  mutatingPolicy,
  mutatingPolicyBinding,
  mutatingWebhooks,
  namespace,
  networkPolicy,
  persistentVolume,
  persistentVolumeClaim,
  podCertificateRequest,
  priorityClass,
  priorityLevelConfiguration,
  resourceClaim,
  resourceClaimTemplate,
  resourceQuota,
  resourceSlice,
  role,
  roleBinding,
  runtimeClass,
  secret,
  service,
  serviceAccount,
  serviceCidr,
  storageClass,
  storageVersionMigration,
  validatingPolicy,
  validatingPolicyBinding,
  validatingWebhooks,
  volumeAttachment,
  volumeAttributesClass,
]
